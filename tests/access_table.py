"""The reviewed access table: who gets which answer at every address. Written by hand, from what is to hold.

It is not derived from the code, and a change of it is a decision about people's data: whoever adds an endpoint
adds its line here, one for each method, and says who is let in and why that is right.

Who asks (tests/people.py has them with names):

    no-one  nobody is logged in, or the account was disabled while its cookie is still in the browser
    mem     member          of ktv, the Stadtteilverband that is in the address
    cou     councillor      of ktv
    spk     speaker         of ktv
    mem'    member          of mitte: ktv is a foreign space to them
    cou'    councillor      of mitte
    spk'    speaker         of mitte
    grp     member of the group wahlaktiv, of no district
    brd     Kreisvorstand   (a role in the county)
    off     Kreisgeschäftsstelle (a role in the county)
    dem     was speaker of ktv at the login; the role ended since then, the cookie is still in the browser
    pnd     speaker of ktv who has shown the password, but not yet the code
    new     speaker of ktv who has not yet set the second factor up, which the role demands

What they get:

    ok      they are served: the page, the change, or their own form back with what is to be corrected
    login   sent to the login
    code    sent to the second factor
    403     the space is theirs to see, but this is for other roles
    404     as if it did not exist
"""

from __future__ import annotations

ACTORS = {
    "no-one": ("anonymous", "disabled"),
    "mem": ("member",),
    "cou": ("councillor",),
    "spk": ("speaker",),
    "mem'": ("foreign_member",),
    "cou'": ("foreign_councillor",),
    "spk'": ("foreign_speaker",),
    "grp": ("group_member",),
    "brd": ("board",),
    "off": ("office",),
    "dem": ("demoted",),
    "pnd": ("pending",),
    "new": ("unenrolled",),
}

# What is in the addresses: the space ktv; an appointment of it in the state that the address is about; its agenda
# item; the membership of somebody who is invited to ktv; the login of `mem` on a second device; a person, a space,
# a council, a mail; a link for the invitation and for the new password that are both still open.

TABLE = """
                                      no-one  mem  cou  spk  mem' cou' spk' grp  brd  off  dem  pnd  new

For everybody, without a login.
health.healthz                  GET   ok      ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
static                          GET   ok      ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
bootstrap.static                GET   ok      ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
account.login                   GET   ok      ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
account.login                   POST  ok      ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
account.request_reset           GET   ok      ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
account.request_reset           POST  ok      ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
account.reset                   GET   ok      ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
account.reset                   POST  ok      ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
account.join                    GET   ok      ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
account.join                    POST  ok      ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
answers.by_link                 GET   ok      ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
answers.by_link                 POST  ok      ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
account.nothing_to_see          GET   ok      ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
account.set_language            POST  ok      ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
poll_answers.by_link            GET   ok      ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
poll_answers.by_link            POST  ok      ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
feed.subscribed                 GET   ok      ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
feed.for_all                    GET   ok      ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
public_reports.listing          GET   ok      ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
public_reports.show             GET   ok      ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
year.public_calendar            GET   ok      ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
year.public_appointment         GET   ok      ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
year.public_list_pdf            GET   ok      ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
year.public_wall_pdf            GET   ok      ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
year.regulars_tables            GET   ok      ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok

Mailing lists: signing up, confirming, leaving, each by a link.
subscribing.choose              GET   ok      ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
subscribing.sign_up             GET   ok      ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
subscribing.sign_up             POST  ok      ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
subscribing.confirm             GET   ok      ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
subscribing.confirm             POST  ok      ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
subscribing.leave               GET   ok      ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
subscribing.leave               POST  ok      ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
subscribing.come_back           POST  ok      ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
subscribing.leave_at_once       GET   ok      ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
subscribing.leave_at_once       POST  ok      ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok

For everybody with a login, about themselves. Before the second factor: only what leads to it, and out.
home.today                      GET   login   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   code code
home.search                     GET   login   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   code code
home.search                     POST  login   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   code code
home.search_results             GET   login   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   code code
The calendar of all the spaces that somebody may read; what is in them decides nothing about who may open it.
year.agenda                     GET   login   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   code code
year.day                        GET   login   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   code code
year.month                      GET   login   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   code code
year.whole_year                 GET   login   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   code code
year.list_pdf                   GET   login   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   code code
year.wall_pdf                   GET   login   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   code code
feeds.listing                   GET   login   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   code code
feeds.create                    GET   login   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   code code
feeds.create                    POST  login   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   code code
account.profile                 GET   login   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   code code
account.profile                 POST  login   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   code code
account.change_password         GET   login   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   code code
account.change_password         POST  login   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   code code
subscribing.own                 GET   login   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   code code
account.end_other_logins        POST  login   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   code code
account.remove_second_factor    POST  login   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   code code
account.logout                  POST  login   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
account.code                    GET   login   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
account.code                    POST  login   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
account.enrol                   GET   login   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   code ok
account.enrol                   POST  login   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   code ok
New recovery codes are for those who have set the second factor up.
account.recovery_codes          POST  login   404  404  ok   404  404  ok   404  ok   ok   ok   code code
The login that is to be ended is `mem`'s: to everybody else it does not exist.
account.end_login               POST  login   ok   404  404  404  404  404  404  404  404  404  code code

In a space, for all who belong to it; office and board read all.
space.home.show                 GET   login   ok   ok   ok   404  404  404  404  ok   ok   404  code code
space.calendar.listing          GET   login   ok   ok   ok   404  404  404  404  ok   ok   404  code code
space.calendar.past             GET   login   ok   ok   ok   404  404  404  404  ok   ok   404  code code
space.calendar.show             GET   login   ok   ok   ok   404  404  404  404  ok   ok   404  code code

Appointments and agendas of a district: its speakers alone.
space.calendar.create           GET   login   403  403  ok   404  404  404  404  403  403  404  code code
space.calendar.create           POST  login   403  403  ok   404  404  404  404  403  403  404  code code
space.calendar.edit             GET   login   403  403  ok   404  404  404  404  403  403  404  code code
space.calendar.edit             POST  login   403  403  ok   404  404  404  404  403  403  404  code code
space.calendar.announce         POST  login   403  403  ok   404  404  404  404  403  403  404  code code
space.calendar.cancel           GET   login   403  403  ok   404  404  404  404  403  403  404  code code
space.calendar.cancel           POST  login   403  403  ok   404  404  404  404  403  403  404  code code
space.calendar.delete           POST  login   403  403  ok   404  404  404  404  403  403  404  code code
space.meetings.add              GET   login   403  403  ok   404  404  404  404  403  403  404  code code
space.meetings.add              POST  login   403  403  ok   404  404  404  404  403  403  404  code code
space.turnout.show              GET   login   403  403  ok   404  404  404  404  403  403  404  code code
space.meetings.usual            POST  login   403  403  ok   404  404  404  404  403  403  404  code code
space.meetings.draft            GET   login   403  403  ok   404  404  404  404  403  403  404  code code
space.meetings.draft            POST  login   403  403  ok   404  404  404  404  403  403  404  code code
space.meetings.edit             GET   login   403  403  ok   404  404  404  404  403  403  404  code code
space.meetings.edit             POST  login   403  403  ok   404  404  404  404  403  403  404  code code
space.meetings.move_up          POST  login   403  403  ok   404  404  404  404  403  403  404  code code
space.meetings.move_down        POST  login   403  403  ok   404  404  404  404  403  403  404  code code
space.meetings.remove           POST  login   403  403  ok   404  404  404  404  403  403  404  code code

Minutes are written by the speakers alone. Ready ones are read by the members, who are to approve them; office and
board read what is approved.
space.minutes.write             GET   login  403  403  ok   404  404  404  404  403  403  404  code code
space.minutes.save              POST  login  403  403  ok   404  404  404  404  403  403  404  code code
space.minutes.save_general      POST  login  403  403  ok   404  404  404  404  403  403  404  code code
space.minutes.both              GET   login  403  403  ok   404  404  404  404  403  403  404  code code
space.minutes.settle            POST  login  403  403  ok   404  404  404  404  403  403  404  code code
space.minutes.history           GET   login  403  403  ok   404  404  404  404  403  403  404  code code
space.minutes.version           GET   login  403  403  ok   404  404  404  404  403  403  404  code code
space.minutes.restore           POST  login  403  403  ok   404  404  404  404  403  403  404  code code
space.minutes.make_ready        POST  login  403  403  ok   404  404  404  404  403  403  404  code code
space.minutes.take_back         POST  login  403  403  ok   404  404  404  404  403  403  404  code code
space.minutes.approve           POST  login  403  403  ok   404  404  404  404  403  403  404  code code
space.minutes.correct           GET   login  403  403  ok   404  404  404  404  403  403  404  code code
space.minutes.correct           POST  login  403  403  ok   404  404  404  404  403  403  404  code code
space.minutes.short             GET   login  403  403  ok   404  404  404  404  403  403  404  code code
space.minutes.short             POST  login  403  403  ok   404  404  404  404  403  403  404  code code
space.minutes.mail_short        POST  login  403  403  ok   404  404  404  404  403  403  404  code code
space.minutes.read              GET   login  ok   ok   ok   404  404  404  404  404  404  404  code code
space.minutes.pdf               GET   login  ok   ok   ok   404  404  404  404  404  404  404  code code

Who is invited, what they were told, what they answered: the same. Answering: those of the space, not who only reads.
space.invitations.compose       GET   login   403  403  ok   404  404  404  404  403  403  404  code code
space.invitations.compose       POST  login   403  403  ok   404  404  404  404  403  403  404  code code
space.invitations.send          POST  login   403  403  ok   404  404  404  404  403  403  404  code code
space.invitations.listing       GET   login   403  403  ok   404  404  404  404  403  403  404  code code
space.invitations.show          GET   login   403  403  ok   404  404  404  404  403  403  404  code code
space.invitations.note_answer   POST  login   403  403  ok   404  404  404  404  403  403  404  code code
space.invitations.letter_list   GET   login   403  403  ok   404  404  404  404  403  403  404  code code
space.invitations.settle        POST  login   403  403  ok   404  404  404  404  403  403  404  code code
space.invitations.reopen        POST  login   403  403  ok   404  404  404  404  403  403  404  code code
space.invitations.as_letter     POST  login   403  403  ok   404  404  404  404  403  403  404  code code
space.invitations.try_again     POST  login   403  403  ok   404  404  404  404  403  403  404  code code
space.invitations.show_proof    GET   login   403  403  ok   404  404  404  404  403  403  404  code code
space.invitations.letters_pdf   GET   login   403  403  ok   404  404  404  404  403  403  404  code code
space.invitations.letter_list_pdf GET   login   403  403  ok   404  404  404  404  403  403  404  code code
space.invitations.proof_pdf     GET   login   403  403  ok   404  404  404  404  403  403  404  code code
space.invitations.answer        POST  login   ok   ok   ok   404  404  404  404  403  403  404  code code

Series: whoever plans; members read on an appointment that it is one of a series.
space.series.listing            GET   login   403  403  ok   404  404  404  404  403  403  404  code code
space.series.show               GET   login   403  403  ok   404  404  404  404  403  403  404  code code
space.series.create             GET   login   403  403  ok   404  404  404  404  403  403  404  code code
space.series.create             POST  login   403  403  ok   404  404  404  404  403  403  404  code code
space.series.change             GET   login   403  403  ok   404  404  404  404  403  403  404  code code
space.series.change             POST  login   403  403  ok   404  404  404  404  403  403  404  code code
space.series.extend             GET   login   403  403  ok   404  404  404  404  403  403  404  code code
space.series.extend             POST  login   403  403  ok   404  404  404  404  403  403  404  code code
space.series.end                GET   login   403  403  ok   404  404  404  404  403  403  404  code code
space.series.end                POST  login   403  403  ok   404  404  404  404  403  403  404  code code

What else is on, and taking in another calendar: whoever plans.
space.clashes.show              GET   login   403  403  ok   404  404  404  404  403  403  404  code code
space.imports.start             GET   login   403  403  ok   404  404  404  404  403  403  404  code code
space.imports.start             POST  login   403  403  ok   404  404  404  404  403  403  404  code code
space.imports.preview           GET   login   403  403  ok   404  404  404  404  403  403  404  code code
space.imports.preview           POST  login   403  403  ok   404  404  404  404  403  403  404  code code
space.imports.throw_away        POST  login   403  403  ok   404  404  404  404  403  403  404  code code

Calendars to subscribe to. That of ktv: the speakers; a personal one: whoever made it, here `mem`.
space.feeds.show                GET   login   403  403  ok   404  404  404  404  403  403  404  code code
space.feeds.told_already_here   GET   login   403  403  ok   404  404  404  404  403  403  404  code code
space.feeds.publish             POST  login   403  403  ok   404  404  404  404  403  403  404  code code
space.feeds.withdraw            POST  login   403  403  ok   404  404  404  404  403  403  404  code code
feeds.told_already              GET   login   ok   404  404  404  404  404  404  404  404  404  code code
feeds.renew                     POST  login   ok   404  404  404  404  404  404  404  404  404  code code
feeds.delete                    POST  login   ok   404  404  404  404  404  404  404  404  404  code code

Date polls: all who read see how they stand, the speakers ask and decide. Answering: who was asked, in ktv only `mem`.
space.polls.listing             GET   login   ok   ok   ok   404  404  404  404  ok   ok   404  code code
space.polls.show                GET   login   ok   ok   ok   404  404  404  404  ok   ok   404  code code
space.polls.answer              GET   login   ok   404  404  404  404  404  404  404  404  404  code code
space.polls.answer              POST  login   ok   404  404  404  404  404  404  404  404  404  code code
space.polls.create              GET   login   403  403  ok   404  404  404  404  403  403  404  code code
space.polls.create              POST  login   403  403  ok   404  404  404  404  403  403  404  code code
space.polls.note                GET   login   403  403  ok   404  404  404  404  403  403  404  code code
space.polls.note                POST  login   403  403  ok   404  404  404  404  403  403  404  code code
space.polls.decide              GET   login   403  403  ok   404  404  404  404  403  403  404  code code
space.polls.decide              POST  login   403  403  ok   404  404  404  404  403  403  404  code code
space.polls.close               POST  login   403  403  ok   404  404  404  404  403  403  404  code code

The exchange of councillors: who sits in a council, wherever, and those who run the county. Whose question, answer or
list of what is followed it is says the service.
exchange.show                   GET   login   403  ok   403  403  ok   403  403  ok   ok   403  code code
exchange.topic                  GET   login   403  ok   403  403  ok   403  403  ok   ok   403  code code
exchange.councils               GET   login   403  ok   403  403  ok   403  403  ok   ok   403  code code
exchange.council                GET   login   403  ok   403  403  ok   403  403  ok   ok   403  code code
exchange.report                 GET   login   403  ok   403  403  ok   403  403  ok   ok   403  code code
exchange.entry                  GET   login   403  ok   403  403  ok   403  403  ok   ok   403  code code
exchange.search                 GET   login   403  ok   403  403  ok   403  403  ok   ok   403  code code
exchange.search                 POST  login   403  ok   403  403  ok   403  403  ok   ok   403  code code
exchange.ask                    GET   login   403  ok   403  403  ok   403  403  ok   ok   403  code code
exchange.ask                    POST  login   403  ok   403  403  ok   403  403  ok   ok   403  code code
exchange.search_results         GET   login   403  ok   403  403  ok   403  403  ok   ok   403  code code
exchange.questions              GET   login   403  ok   403  403  ok   403  403  ok   ok   403  code code
exchange.question               GET   login   403  ok   403  403  ok   403  403  ok   ok   403  code code
exchange.followed               GET   login   403  ok   403  403  ok   403  403  ok   ok   403  code code
exchange.answer                 POST  login   403  ok   403  403  ok   403  403  ok   ok   403  code code
exchange.close                  POST  login   403  ok   403  403  ok   403  403  ok   ok   403  code code
exchange.take_back              POST  login   403  ok   403  403  ok   403  403  ok   ok   403  code code
exchange.take_answer_back       POST  login   403  ok   403  403  ok   403  403  ok   ok   403  code code
exchange.follow_topic           POST  login   403  ok   403  403  ok   403  403  ok   ok   403  code code
exchange.follow_council         POST  login   403  ok   403  403  ok   403  403  ok   ok   403  code code
exchange.follow_words           POST  login   403  ok   403  403  ok   403  403  ok   ok   403  code code
exchange.unfollow               POST  login   403  ok   403  403  404  403  403  404  404  403  code code

Urgent notices: all who read the space read and answer them; the speakers post. Whose answer it is to take back says the
service, in words: the speakers' every one, everybody else's their own.
space.notices.listing           GET   login   ok   ok   ok   404  404  404  404  ok   ok   404  code code
space.notices.show              GET   login   ok   ok   ok   404  404  404  404  ok   ok   404  code code
space.notices.read              POST  login   ok   ok   ok   404  404  404  404  ok   ok   404  code code
space.notices.answer            POST  login   ok   ok   ok   404  404  404  404  ok   ok   404  code code
space.notices.take_answer_back  POST  login   ok   ok   ok   404  404  404  404  ok   ok   404  code code
space.notices.create            GET   login   403  403  ok   404  404  404  404  403  403  404  code code
space.notices.create            POST  login   403  403  ok   404  404  404  404  403  403  404  code code
space.notices.edit              GET   login   403  403  ok   404  404  404  404  403  403  404  code code
space.notices.edit              POST  login   403  403  ok   404  404  404  404  403  403  404  code code
space.notices.take_back         POST  login   403  403  ok   404  404  404  404  403  403  404  code code
space.notices.close             POST  login   403  403  ok   404  404  404  404  403  403  404  code code
space.notices.reopen            POST  login   403  403  ok   404  404  404  404  403  403  404  code code

Handing a meeting over: the speakers. Who has nothing in their hands is told so, whoever may read the space.
space.delegations.edit          GET   login   403  403  ok   404  404  404  404  403  403  404  code code
space.delegations.edit          POST  login   403  403  ok   404  404  404  404  403  403  404  code code
space.delegations.take_back     POST  login   403  403  ok   404  404  404  404  403  403  404  code code
space.delegations.take_back_offers POST login 403  403  ok   404  404  404  404  403  403  404  code code
space.delegations.offer         GET   login   ok   ok   ok   404  404  404  404  ok   ok   404  code code
space.delegations.accept        POST  login   ok   ok   ok   404  404  404  404  ok   ok   404  code code
space.delegations.give_back     POST  login   ok   ok   ok   404  404  404  404  ok   ok   404  code code

At the meeting: who keeps its minutes, the speakers.
space.conduct.show              GET   login   403  403  ok   404  404  404  404  403  403  404  code code
space.conduct.item              GET   login   403  403  ok   404  404  404  404  403  403  404  code code
space.conduct.state             GET   login   403  403  ok   404  404  404  404  403  403  404  code code
space.conduct.begin             POST  login   403  403  ok   404  404  404  404  403  403  404  code code
space.conduct.end               POST  login   403  403  ok   404  404  404  404  403  403  404  code code
space.conduct.describe          GET   login   403  403  ok   404  404  404  404  403  403  404  code code
space.conduct.describe          POST  login   403  403  ok   404  404  404  404  403  403  404  code code
space.conduct.mark              POST  login   403  403  ok   404  404  404  404  403  403  404  code code
space.conduct.excuse_refusals   POST  login   403  403  ok   404  404  404  404  403  403  404  code code
space.conduct.add_person        POST  login   403  403  ok   404  404  404  404  403  403  404  code code
space.conduct.guest_came        POST  login   403  403  ok   404  404  404  404  403  403  404  code code
space.conduct.guest_left        POST  login   403  403  ok   404  404  404  404  403  403  404  code code
space.conduct.name_guest        POST  login   403  403  ok   404  404  404  404  403  403  404  code code
space.conduct.unname_guest      POST  login   403  403  ok   404  404  404  404  403  403  404  code code
space.conduct.call              POST  login   403  403  ok   404  404  404  404  403  403  404  code code
space.conduct.outcome           POST  login   403  403  ok   404  404  404  404  403  403  404  code code
space.conduct.postpone_the_rest POST  login   403  403  ok   404  404  404  404  403  403  404  code code
space.conduct.take_up_item      POST  login   403  403  ok   404  404  404  404  403  403  404  code code
space.conduct.decide            POST  login   403  403  ok   404  404  404  404  403  403  404  code code
space.conduct.change_decision   GET   login   403  403  ok   404  404  404  404  403  403  404  code code
space.conduct.change_decision   POST  login   403  403  ok   404  404  404  404  403  403  404  code code
space.conduct.withdraw_decision POST  login   403  403  ok   404  404  404  404  403  403  404  code code
space.conduct.hand_out          POST  login   403  403  ok   404  404  404  404  403  403  404  code code

What was decided: the members as soon as the minutes are ready (as here), all who read the space once they are approved.
space.decisions.listing         GET   login   ok   ok   ok   404  404  404  404  ok   ok   404  code code
space.decisions.show            GET   login   ok   ok   ok   404  404  404  404  404  404  404  code code

Tasks: who belongs to the space. The one in the addresses is `mem`'s: `cou` is told that they do not change it.
space.tasks.listing             GET   login   ok   ok   ok   404  404  404  404  403  403  404  code code
space.tasks.ended               GET   login   ok   ok   ok   404  404  404  404  403  403  404  code code
space.tasks.create              GET   login   ok   ok   ok   404  404  404  404  403  403  404  code code
space.tasks.create              POST  login   ok   ok   ok   404  404  404  404  403  403  404  code code
space.tasks.show                GET   login   ok   ok   ok   404  404  404  404  403  403  404  code code
space.tasks.take                POST  login   ok   ok   ok   404  404  404  404  403  403  404  code code
space.tasks.finish              POST  login   ok   ok   ok   404  404  404  404  403  403  404  code code
space.tasks.reopen              POST  login   ok   ok   ok   404  404  404  404  403  403  404  code code
space.tasks.move                GET   login   ok   ok   ok   404  404  404  404  403  403  404  code code
space.tasks.move                POST  login   ok   ok   ok   404  404  404  404  403  403  404  code code
space.tasks.hand_over           GET   login   ok   ok   ok   404  404  404  404  403  403  404  code code
space.tasks.hand_over           POST  login   ok   ok   ok   404  404  404  404  403  403  404  code code

Reports, as they are read: by all who read the district; what is internal is left out of the same page for who
is not of the party. What everybody may read is chosen by councillors and speakers.
space.reports.listing           GET   login   ok   ok   ok   404  404  404  404  ok   ok   404  code code
space.reports.show              GET   login   ok   ok   ok   404  404  404  404  ok   ok   404  code code
space.reports.history           GET   login   ok   ok   ok   404  404  404  404  ok   ok   404  code code
space.reports.pdf               GET   login   ok   ok   ok   404  404  404  404  ok   ok   404  code code
space.reports.publish           GET   login   403  ok   ok   404  404  404  404  403  403  404  code code
space.reports.publish           POST  login   403  ok   ok   404  404  404  404  403  403  404  code code
space.reports.as_text           GET   login   403  ok   ok   404  404  404  404  403  403  404  code code

Writing a report: who files them; a councillor of the own council only (test_writing).
space.reports.next              GET   login   403  ok   ok   404  404  404  404  403  403  404  code code
space.reports.write             GET   login   403  ok   ok   404  404  404  404  403  403  404  code code
space.reports.save              POST  login   403  ok   ok   404  404  404  404  403  403  404  code code

Concerns: read, without who raised them, by all who read the district; raised by who belongs to it; carried on by
councillors and speakers. A guest raised the one in the addresses: who withdraws changes nothing of it.
space.concerns.listing          GET   login   ok   ok   ok   404  404  404  404  ok   ok   404  code code
space.concerns.show             GET   login   ok   ok   ok   404  404  404  404  ok   ok   404  code code
space.concerns.create           GET   login   ok   ok   ok   404  404  404  404  403  403  404  code code
space.concerns.create           POST  login   ok   ok   ok   404  404  404  404  403  403  404  code code
space.concerns.edit             GET   login   403  ok   ok   404  404  404  404  403  403  404  code code
space.concerns.edit             POST  login   403  ok   ok   404  404  404  404  403  403  404  code code
space.concerns.move             GET   login   403  ok   ok   404  404  404  404  403  403  404  code code
space.concerns.move             POST  login   403  ok   ok   404  404  404  404  403  403  404  code code
space.concerns.adopt            POST  login   403  ok   ok   404  404  404  404  403  403  404  code code
space.concerns.reopen           POST  login   403  ok   ok   404  404  404  404  403  403  404  code code
space.concerns.forget           POST  login   403  ok   ok   404  404  404  404  403  403  404  code code
space.concerns.withdraw         POST  login   ok   ok   ok   404  404  404  404  403  403  404  code code

The councils of a district and who of us sits there: all who read it. Who sits there is kept by the office.
space.councils.listing          GET   login   ok   ok   ok   404  404  404  404  ok   ok   404  code code
space.councils.show             GET   login   ok   ok   ok   404  404  404  404  ok   ok   404  code code
space.councils.add_mandate      GET   login   403  403  403  404  404  404  404  403  ok   404  code code
space.councils.add_mandate      POST  login   403  403  403  404  404  404  404  403  ok   404  code code
space.councils.change_mandate   GET   login   403  403  403  404  404  404  404  403  ok   404  code code
space.councils.change_mandate   POST  login   403  403  403  404  404  404  404  403  ok   404  code code
space.councils.delete_mandate   POST  login   403  403  403  404  404  404  404  403  ok   404  code code
space.councils.add_term         GET   login   403  403  403  404  404  404  404  403  ok   404  code code
space.councils.add_term         POST  login   403  403  403  404  404  404  404  403  ok   404  code code
space.councils.change_term      GET   login   403  403  403  404  404  404  404  403  ok   404  code code
space.councils.change_term      POST  login   403  403  403  404  404  404  404  403  ok   404  code code

Their sittings: all who read; councillors, speakers and the office enter them; whether one of us was there say those who
file reports; to go there is for who belongs to the space.
space.sittings.listing          GET   login   ok   ok   ok   404  404  404  404  ok   ok   404  code code
space.sittings.show             GET   login   ok   ok   ok   404  404  404  404  ok   ok   404  code code
space.sittings.create           GET   login   403  ok   ok   404  404  404  404  403  ok   404  code code
space.sittings.create           POST  login   403  ok   ok   404  404  404  404  403  ok   404  code code
space.sittings.plan_series      GET   login   403  ok   ok   404  404  404  404  403  ok   404  code code
space.sittings.plan_series      POST  login   403  ok   ok   404  404  404  404  403  ok   404  code code
space.sittings.edit             GET   login   403  ok   ok   404  404  404  404  403  ok   404  code code
space.sittings.edit             POST  login   403  ok   ok   404  404  404  404  403  ok   404  code code
space.intake.paste              GET   login   403  ok   ok   404  404  404  404  403  ok   404  code code
space.intake.paste              POST  login   403  ok   ok   404  404  404  404  403  ok   404  code code
space.intake.enter              POST  login   403  ok   ok   404  404  404  404  403  ok   404  code code
space.intake.file               GET   login   403  ok   ok   404  404  404  404  403  ok   404  code code
space.intake.file               POST  login   403  ok   ok   404  404  404  404  403  ok   404  code code
space.intake.take_file          POST  login   403  ok   ok   404  404  404  404  403  ok   404  code code
space.sittings.delete           POST  login   403  ok   ok   404  404  404  404  403  ok   404  code code
space.sittings.cancel           POST  login   403  ok   ok   404  404  404  404  403  ok   404  code code
space.sittings.take_place       POST  login   403  ok   ok   404  404  404  404  403  ok   404  code code
space.sittings.nobody_went      POST  login   403  ok   ok   404  404  404  404  403  403  404  code code
space.sittings.somebody_went    POST  login   403  ok   ok   404  404  404  404  403  403  404  code code
space.sittings.go               POST  login   ok   ok   ok   404  404  404  404  403  403  404  code code
space.sittings.stay             POST  login   ok   ok   ok   404  404  404  404  403  403  404  code code

What is planned for the days of remembrance: all who read the space; who plans its appointments also plans these.
space.commemorating.listing     GET   login   ok   ok   ok   404  404  404  404  ok   ok   404  code code
space.commemorating.edit        GET   login   403  403  ok   404  404  404  404  403  403  404  code code
space.commemorating.edit        POST  login   403  403  ok   404  404  404  404  403  403  404  code code

The mailing list of a district: its speakers. Leaving it: who is on it as a member, which a seat makes nobody.
space.lists.listing             GET   login   403  403  ok   404  404  404  404  403  403  404  code code
space.lists.describe            GET   login   403  403  ok   404  404  404  404  403  403  404  code code
space.lists.describe            POST  login   403  403  ok   404  404  404  404  403  403  404  code code
space.lists.people              GET   login   403  403  ok   404  404  404  404  403  403  404  code code
space.lists.remove              POST  login   403  403  ok   404  404  404  404  403  403  404  code code
space.lists.write               GET   login   403  403  ok   404  404  404  404  403  403  404  code code
space.lists.write               POST  login   403  403  ok   404  404  404  404  403  403  404  code code
space.lists.draft_calendar      POST  login   403  403  ok   404  404  404  404  403  403  404  code code
space.lists.show                GET   login   403  403  ok   404  404  404  404  403  403  404  code code
space.lists.standing            GET   login   403  403  ok   404  404  404  404  403  403  404  code code
space.lists.rewrite             GET   login   403  403  ok   404  404  404  404  403  403  404  code code
space.lists.rewrite             POST  login   403  403  ok   404  404  404  404  403  403  404  code code
space.lists.delete              POST  login   403  403  ok   404  404  404  404  403  403  404  code code
space.lists.try_out             POST  login   403  403  ok   404  404  404  404  403  403  404  code code
space.lists.send                GET   login   403  403  ok   404  404  404  404  403  403  404  code code
space.lists.send                POST  login   403  403  ok   404  404  404  404  403  403  404  code code
space.lists.call_back           POST  login   403  403  ok   404  404  404  404  403  403  404  code code
space.lists.stop                POST  login   403  403  ok   404  404  404  404  403  403  404  code code
space.lists.letters_pdf         GET   login   403  403  ok   404  404  404  404  403  403  404  code code
space.lists.leave               POST  login   ok   404  ok   404  404  404  404  404  404  404  code code
space.lists.come_back           POST  login   ok   404  ok   404  404  404  404  404  404  404  code code

Names, addresses and what the space says of itself: its speakers and the office. Taking a role away: the office.
space.people.listing            GET   login   403  403  ok   404  404  404  404  403  ok   404  code code
space.people.take_in            GET   login   403  403  ok   404  404  404  404  403  ok   404  code code
space.people.take_in            POST  login   403  403  ok   404  404  404  404  403  ok   404  code code
space.people.invite_again       POST  login   403  403  ok   404  404  404  404  403  ok   404  code code
space.people.end_membership     POST  login   403  403  403  404  404  404  404  403  ok   404  code code
space.settings.edit             GET   login   403  403  ok   404  404  404  404  403  ok   404  code code
space.settings.edit             POST  login   403  403  ok   404  404  404  404  403  ok   404  code code

The office's own pages; the board reads who did what.
office.overview                 GET   login   403  403  403  403  403  403  403  ok   ok   403  code code
office.audit_log                GET   login   403  403  403  403  403  403  403  ok   ok   403  code code
board.reports                   GET   login   403  403  403  403  403  403  403  ok   ok   403  code code
office.people                   GET   login   403  403  403  403  403  403  403  403  ok   403  code code
office.people                   POST  login   403  403  403  403  403  403  403  403  ok   403  code code
office.person                   GET   login   403  403  403  403  403  403  403  403  ok   403  code code
office.person                   POST  login   403  403  403  403  403  403  403  403  ok   403  code code
office.invite                   POST  login   403  403  403  403  403  403  403  403  ok   403  code code
office.disable                  POST  login   403  403  403  403  403  403  403  403  ok   403  code code
office.enable                   POST  login   403  403  403  403  403  403  403  403  ok   403  code code
office.remove_second_factor     POST  login   403  403  403  403  403  403  403  403  ok   403  code code
office.erase                    POST  login   403  403  403  403  403  403  403  403  ok   403  code code
office.space_list               GET   login   403  403  403  403  403  403  403  403  ok   403  code code
office.new_space                GET   login   403  403  403  403  403  403  403  403  ok   403  code code
office.new_space                POST  login   403  403  403  403  403  403  403  403  ok   403  code code
office.edit_space               GET   login   403  403  403  403  403  403  403  403  ok   403  code code
office.edit_space               POST  login   403  403  403  403  403  403  403  403  ok   403  code code
office.close_space              POST  login   403  403  403  403  403  403  403  403  ok   403  code code
office.reopen_space             POST  login   403  403  403  403  403  403  403  403  ok   403  code code
office.councils                 GET   login   403  403  403  403  403  403  403  403  ok   403  code code
office.council                  GET   login   403  403  403  403  403  403  403  403  ok   403  code code
office.council                  POST  login   403  403  403  403  403  403  403  403  ok   403  code code
office.school_holidays          GET   login   403  403  403  403  403  403  403  403  ok   403  code code
office.school_holidays          POST  login   403  403  403  403  403  403  403  403  ok   403  code code
office.remove_school_holiday    POST  login   403  403  403  403  403  403  403  403  ok   403  code code
office.sitting_sources          GET   login   403  403  403  403  403  403  403  403  ok   403  code code
office.sitting_source           GET   login   403  403  403  403  403  403  403  403  ok   403  code code
office.sitting_source           POST  login   403  403  403  403  403  403  403  403  ok   403  code code
office.fetch_sittings           POST  login   403  403  403  403  403  403  403  403  ok   403  code code
office.outbox_list              GET   login   403  403  403  403  403  403  403  403  ok   403  code code
office.mail                     GET   login   403  403  403  403  403  403  403  403  ok   403  code code
office.send_again               POST  login   403  403  403  403  403  403  403  403  ok   403  code code
office.settle                   POST  login   403  403  403  403  403  403  403  403  ok   403  code code
"""

# The same for the other spaces, with one address for each thing that may be done in one.

ELSEWHERE = """
                                      no-one  mem  cou  spk  mem' cou' spk' grp  brd  off  dem  pnd  new

The county: its meetings are every member's. A seat in a council does not make a member of the party.
kreis: space.home.show          GET   login   ok   404  ok   ok   404  ok   404  ok   ok   404  code code
kreis: space.calendar.show      GET   login   ok   404  ok   ok   404  ok   404  ok   ok   404  code code
kreis: space.calendar.create    GET   login   403  404  403  403  404  403  404  ok   ok   404  code code
kreis: space.calendar.edit      POST  login   403  404  403  403  404  403  404  ok   ok   404  code code
kreis: space.invitations.compose GET  login   403  404  403  403  404  403  404  ok   ok   404  code code
kreis: space.invitations.answer  POST login   ok   404  ok   ok   404  ok   404  ok   ok   404  code code
kreis: space.meetings.edit      POST  login   403  404  403  403  404  403  404  ok   ok   404  code code
kreis: space.tasks.listing      GET   login   ok   404  ok   ok   404  ok   404  ok   ok   404  code code
kreis: space.settings.edit      GET   login   403  404  403  403  404  403  404  403  ok   404  code code
kreis: space.people.listing     GET   login   403  404  403  403  404  403  404  403  ok   404  code code
kreis: space.people.take_in     GET   login   403  404  403  403  404  403  404  403  ok   404  code code
kreis: space.people.end_membership POST login 403  404  403  403  404  403  404  403  ok   404  code code
kreis: space.minutes.write      GET   login   403  404  403  403  404  403  404  ok   ok   404  code code
kreis: space.minutes.read       GET   login   ok   404  ok   ok   404  ok   404  ok   ok   404  code code
kreis: space.series.show        GET   login   403  404  403  403  404  403  404  ok   ok   404  code code
kreis: space.series.end         POST  login   403  404  403  403  404  403  404  ok   ok   404  code code
kreis: space.notices.show       GET   login   ok   404  ok   ok   404  ok   404  ok   ok   404  code code
kreis: space.notices.answer     POST  login   ok   404  ok   ok   404  ok   404  ok   ok   404  code code
kreis: space.notices.create     POST  login   403  404  403  403  404  403  404  ok   ok   404  code code
kreis: space.reports.listing    GET   login   404  404  404  404  404  404  404  404  404  404  code code
kreis: space.reports.publish    POST  login   403  404  403  403  404  403  404  403  403  404  code code
kreis: space.concerns.create    GET   login   404  404  404  404  404  404  404  403  403  404  code code
kreis: space.sittings.create    GET   login   403  404  403  403  404  403  404  403  403  404  code code
kreis: space.concerns.move      POST  login   403  404  403  403  404  403  404  403  403  404  code code
kreis: space.lists.listing      GET   login   403  404  403  403  404  403  404  ok   ok   404  code code
kreis: space.lists.leave        POST  login   ok   404  ok   ok   404  ok   404  ok   404  404  code code

The other district: what is foreign to one is the other's own.
mitte: space.home.show          GET   login   404  404  404  ok   ok   ok   404  ok   ok   404  code code
mitte: space.calendar.show      GET   login   404  404  404  ok   ok   ok   404  ok   ok   404  code code
mitte: space.calendar.create    GET   login   404  404  404  403  403  ok   404  403  403  404  code code
mitte: space.calendar.edit      POST  login   404  404  404  403  403  ok   404  403  403  404  code code
mitte: space.invitations.answer  POST login   404  404  404  ok   ok   ok   404  403  403  404  code code
mitte: space.meetings.edit      POST  login   404  404  404  403  403  ok   404  403  403  404  code code
mitte: space.tasks.listing      GET   login   404  404  404  ok   ok   ok   404  403  403  404  code code
mitte: space.settings.edit      GET   login   404  404  404  403  403  ok   404  403  ok   404  code code
mitte: space.people.listing     GET   login   404  404  404  403  403  ok   404  403  ok   404  code code
mitte: space.people.take_in     GET   login   404  404  404  403  403  ok   404  403  ok   404  code code
mitte: space.people.end_membership POST login 404  404  404  403  403  403  404  403  ok   404  code code
mitte: space.minutes.write      GET   login   404  404  404  403  403  ok   404  403  403  404  code code
mitte: space.minutes.read       GET   login   404  404  404  ok   ok   ok   404  404  404  404  code code
mitte: space.series.show        GET   login   404  404  404  403  403  ok   404  403  403  404  code code
mitte: space.notices.show       GET   login   404  404  404  ok   ok   ok   404  ok   ok   404  code code
mitte: space.notices.create     GET   login   404  404  404  403  403  ok   404  403  403  404  code code
mitte: space.reports.show       GET   login   404  404  404  ok   ok   ok   404  ok   ok   404  code code
mitte: space.reports.publish    POST  login   404  404  404  403  ok   ok   404  403  403  404  code code
mitte: space.concerns.show      GET   login   404  404  404  ok   ok   ok   404  ok   ok   404  code code
mitte: space.concerns.create    GET   login   404  404  404  ok   ok   ok   404  403  403  404  code code
mitte: space.sittings.create    GET   login   404  404  404  403  ok   ok   404  403  ok   404  code code
mitte: space.concerns.move      POST  login   404  404  404  403  ok   ok   404  403  403  404  code code
mitte: space.lists.listing      GET   login   404  404  404  403  403  ok   404  403  403  404  code code

A group: its own members; the office also plans its dates.
wahlaktiv: space.home.show      GET   login   404  404  404  404  404  404  ok   ok   ok   404  code code
wahlaktiv: space.calendar.show  GET   login   404  404  404  404  404  404  ok   ok   ok   404  code code
wahlaktiv: space.calendar.create GET  login   404  404  404  404  404  404  403  403  ok   404  code code
wahlaktiv: space.calendar.edit  POST  login   404  404  404  404  404  404  403  403  ok   404  code code
wahlaktiv: space.invitations.compose GET login 404 404 404  404  404  404  403  403  ok   404  code code
wahlaktiv: space.invitations.answer POST login 404 404 404  404  404  404  ok   403  403  404  code code
wahlaktiv: space.meetings.edit  POST  login   404  404  404  404  404  404  403  403  ok   404  code code
wahlaktiv: space.tasks.listing  GET   login   404  404  404  404  404  404  ok   403  ok   404  code code
wahlaktiv: space.settings.edit  GET   login   404  404  404  404  404  404  403  403  ok   404  code code
wahlaktiv: space.people.listing GET   login   404  404  404  404  404  404  403  403  ok   404  code code
wahlaktiv: space.people.take_in GET   login   404  404  404  404  404  404  403  403  ok   404  code code
wahlaktiv: space.people.end_membership POST login 404 404 404 404 404 404  403  403  ok   404  code code
wahlaktiv: space.minutes.write  GET   login   404  404  404  404  404  404  403  403  ok   404  code code
wahlaktiv: space.minutes.read   GET   login   404  404  404  404  404  404  ok   404  ok   404  code code
wahlaktiv: space.series.show    GET   login   404  404  404  404  404  404  403  403  ok   404  code code
wahlaktiv: space.notices.create GET   login   404  404  404  404  404  404  403  403  ok   404  code code
wahlaktiv: space.reports.listing GET  login   404  404  404  404  404  404  404  404  404  404  code code
wahlaktiv: space.reports.publish POST login   404  404  404  404  404  404  403  403  403  404  code code
wahlaktiv: space.concerns.listing GET login   404  404  404  404  404  404  404  404  404  404  code code
wahlaktiv: space.concerns.create GET  login   404  404  404  404  404  404  404  403  403  404  code code
wahlaktiv: space.sittings.create GET  login   404  404  404  404  404  404  403  403  403  404  code code
wahlaktiv: space.concerns.move  POST  login   404  404  404  404  404  404  403  403  403  404  code code
wahlaktiv: space.lists.listing  GET   login   404  404  404  404  404  404  403  403  ok   404  code code

A closed district: office and board look at what was, and nobody changes it.
alt: space.home.show            GET   login   404  404  404  404  404  404  404  ok   ok   404  code code
alt: space.calendar.show        GET   login   404  404  404  404  404  404  404  ok   ok   404  code code
alt: space.calendar.create      GET   login   404  404  404  404  404  404  404  403  403  404  code code
alt: space.calendar.edit        POST  login   404  404  404  404  404  404  404  403  403  404  code code
alt: space.invitations.answer    POST login   404  404  404  404  404  404  404  403  403  404  code code
alt: space.meetings.edit        POST  login   404  404  404  404  404  404  404  403  403  404  code code
alt: space.tasks.listing        GET   login   404  404  404  404  404  404  404  403  403  404  code code
alt: space.settings.edit        GET   login   404  404  404  404  404  404  404  403  403  404  code code
alt: space.minutes.write        GET   login   404  404  404  404  404  404  404  403  403  404  code code
alt: space.minutes.read         GET   login   404  404  404  404  404  404  404  404  404  404  code code
alt: space.notices.show         GET   login   404  404  404  404  404  404  404  ok   ok   404  code code
alt: space.notices.create       GET   login   404  404  404  404  404  404  404  403  403  404  code code
alt: space.reports.show         GET   login   404  404  404  404  404  404  404  ok   ok   404  code code
alt: space.reports.publish      POST  login   404  404  404  404  404  404  404  403  403  404  code code
alt: space.concerns.show        GET   login   404  404  404  404  404  404  404  ok   ok   404  code code
alt: space.concerns.create      POST  login   404  404  404  404  404  404  404  403  403  404  code code
alt: space.sittings.create       GET  login   404  404  404  404  404  404  404  403  403  404  code code
alt: space.concerns.move        POST  login   404  404  404  404  404  404  404  403  403  404  code code
alt: space.lists.listing        GET   login   404  404  404  404  404  404  404  403  403  404  code code
alt: space.people.listing       GET   login   404  404  404  404  404  404  404  403  ok   404  code code
alt: space.people.take_in       GET   login   404  404  404  404  404  404  404  403  403  404  code code
alt: space.people.end_membership POST login   404  404  404  404  404  404  404  403  403  404  code code
"""

OWN_SPACE = "ktv"
Lines = dict[tuple[str, str, str], dict[str, str]]


def read(text: str, *, space: str | None = None) -> Lines:
    """Return (space, endpoint, method) to {actor: outcome}. Without `space` each line names its own."""
    lines: Lines = {}
    columns: list[str] = []
    for line in text.splitlines():
        words = line.split()
        if words and words[0] == "no-one":
            columns = words
        where = space or (words.pop(0).removesuffix(":") if words and words[0].endswith(":") else None)
        if where is None or len(words) < 3 or words[1] not in {"GET", "POST", "PUT", "PATCH", "DELETE"}:
            continue  # a heading, or a sentence
        endpoint, method, *cells = words
        if len(cells) != len(columns) or not set(cells) <= {"ok", "login", "code", "403", "404"}:
            raise ValueError(f"This line of the access table is not readable: {line}")
        if (where, endpoint, method) in lines:
            raise ValueError(f"This line of the access table is there twice: {line}")
        lines[where, endpoint, method] = {
            actor: cell for column, cell in zip(columns, cells, strict=True) for actor in ACTORS[column]
        }
    return lines


OWN: Lines = read(TABLE, space=OWN_SPACE)
OTHERS: Lines = read(ELSEWHERE)

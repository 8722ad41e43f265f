"""The extensions as bare instances; the factory binds them to an app."""

from __future__ import annotations

from flask_babel import Babel
from flask_bootstrap import Bootstrap5
from flask_login import LoginManager
from flask_mail import Mail
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect

from app.db import Base
from app.tenancy import ScopedSession

# Models stand on our own Base, not on db.Model, which is Any to mypy.
# One session serves one request and commits at its end, so that nothing it holds needs to expire.
db = SQLAlchemy(metadata=Base.metadata, session_options={"class_": ScopedSession, "expire_on_commit": False})
login = LoginManager()
csrf = CSRFProtect()
mail = Mail()
babel = Babel()
bootstrap = Bootstrap5()

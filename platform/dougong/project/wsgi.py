"""The WSGI application a server such as gunicorn loads."""

import os

from django.core.wsgi import get_wsgi_application

from dougong.tenancy import refuse_weak_walls

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dougong.project.settings")
application = get_wsgi_application()
refuse_weak_walls()

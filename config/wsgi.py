import os

from django.core.checks import ERROR, Tags, run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

# A web server of one's own asks no system check: refuse an unsafe value here too, and say which.
if refused := [str(problem) for problem in run_checks(tags=[Tags.security]) if problem.level >= ERROR]:
    raise ImproperlyConfigured("\n".join(refused))

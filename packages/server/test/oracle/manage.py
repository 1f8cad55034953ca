"""Django's own commands, and `serve`: runserver's server on a free port, which it prints."""
import os
import sys

from django.core.management import execute_from_command_line


def serve():
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler, get_internal_wsgi_application

    server = ThreadedWSGIServer(("127.0.0.1", 0), WSGIRequestHandler)
    server.set_app(get_internal_wsgi_application())
    print(server.server_port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
    if sys.argv[1:] == ["serve"]:
        serve()
    else:
        execute_from_command_line(sys.argv)

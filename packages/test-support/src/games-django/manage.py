"""Django's own commands, and `serve`: runserver's server on a free port, which it prints. It ends with its stdin."""
import os
import sys
import threading

from django.core.management import execute_from_command_line


def serve():
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler, get_internal_wsgi_application

    server = ThreadedWSGIServer(("127.0.0.1", 0), WSGIRequestHandler)
    server.set_app(get_internal_wsgi_application())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_port, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")
    if sys.argv[1:] == ["serve"]:
        serve()
    else:
        execute_from_command_line(sys.argv)

"""
Brings accounts back from Level Up into the Django project that they came from, or into a new one.

Copy this file to <one of your apps>/management/commands/load_levelup.py. Then, at Level Up and at Django:

    npm run levelup -- export django --out /path/to/dump.json
    python manage.py load_levelup /path/to/dump.json --dry-run
    python manage.py load_levelup /path/to/dump.json

Of a user that is there already, only the columns below are written, and of a gamer only its bio: `loaddata` would put
every other column back to its default. Everyone gets a new token, so that no token that was ended at Level Up is valid
again. It is one transaction: a conflict is named, and nothing is written.
"""
import json

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import FieldDoesNotExist
from django.core.management.base import BaseCommand, CommandError
from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, transaction
from django.utils.dateparse import parse_datetime
from django.utils.timezone import make_naive

USER_COLUMNS = (
    "password",
    "email",
    "first_name",
    "last_name",
    "is_active",
    "is_staff",
    "is_superuser",
    "date_joined",
    "last_login",
)

# MySQL may have stored the time without its fraction.
SAME_TIME_SECONDS = 1

LISTED = 20


class Command(BaseCommand):
    help = "Brings accounts back from Level Up: writes its columns only, and gives everyone a new token."

    def add_arguments(self, parser):
        parser.add_argument("file", help="what `levelup export django` wrote")
        parser.add_argument("--username-column", help="the users' column of login names; by default USERNAME_FIELD")
        parser.add_argument("--gamers-model", default="levelupapi.gamer", help="model of the gamers")
        parser.add_argument("--tokens-model", default="authtoken.token", help="model of the tokens")
        parser.add_argument("--dry-run", action="store_true", help="say what would be written, and write nothing")
        parser.add_argument("--database", default=DEFAULT_DB_ALIAS)

    def handle(self, *args, **options):
        self.database = options["database"]
        self.user_model = get_user_model()
        self.gamer_model = find_model(options["gamers_model"])
        self.token_model = find_model(options["tokens_model"])
        self.username_column = options["username_column"] or self.user_model.USERNAME_FIELD
        self.counts = {"users": 0, "new users": 0, "gamers": 0, "new gamers": 0, "tokens": 0, "gamers left out": 0}
        self.ids = set()
        self.conflicts = []
        self.notes = []
        with transaction.atomic(using=self.database):
            self.load(options["file"])
            if self.conflicts:
                raise CommandError("\n".join(["Nothing was written:", *shorten(self.conflicts)]))
            self.move_sequences_on()
            if options["dry_run"]:
                transaction.set_rollback(True, using=self.database)
        self.report(options["dry_run"])

    def load(self, path):
        users_label = self.user_model._meta.label_lower
        gamers_label = self.gamer_model._meta.label_lower if self.gamer_model else None
        for model, pk, fields in read_objects(path):
            if model == users_label:
                self.load_user(pk, fields)
            elif model == gamers_label:
                self.load_gamer(pk, fields)
            elif "user" in fields:
                self.counts["gamers left out"] += 1
            else:
                raise CommandError(
                    f"The file holds users as {model}, and this project's are {users_label}: export with --users-model {users_label}."
                )

    def load_user(self, pk, fields):
        # Exported by the name of the column if --username-column was given there too.
        username = fields.get("username", fields.get(self.username_column))
        users = self.user_model._base_manager.using(self.database)
        known = users.filter(pk=pk)
        values = self.fitting(self.user_model, pk, {**pick(fields), self.username_column: username})
        if users.filter(**{self.username_column: username}).exclude(pk=pk).exists():
            self.conflicts.append(f"user {pk}: another user of this project has its username.")
        elif not known.exists():
            self.create(self.user_model(pk=pk, **values), f"user {pk}")
            self.counts["new users"] += 1
        elif self.is_same(known.get(), values):
            known.update(**values)
        else:
            self.conflicts.append(f"user {pk}: this project has another user of this id.")
        self.counts["users"] += 1
        self.ids.add(pk)
        self.replace_tokens(pk)

    def is_same(self, user, values):
        """Whether a user of this project is the one of the file, and not one who registered here under its id."""
        theirs = values.get("date_joined")
        if theirs is None:
            return getattr(user, self.username_column).casefold() == values[self.username_column].casefold()
        return abs((user.date_joined - theirs).total_seconds()) < SAME_TIME_SECONDS

    def load_gamer(self, pk, fields):
        user_id = fields["user"]
        if user_id not in self.ids:
            return
        gamers = self.gamer_model._base_manager.using(self.database)
        values = self.fitting(self.gamer_model, pk, {"bio": fields["bio"]})
        # By its user: a signal of this project may have made a gamer for a new user.
        known = gamers.filter(user_id=user_id)
        if not known.exists():
            own_id = {} if gamers.filter(pk=pk).exists() else {"pk": pk}
            self.create(self.gamer_model(user_id=user_id, **own_id, **values), f"gamer {pk}")
            self.counts["new gamers"] += 1
        elif values:
            known.update(**values)
        self.counts["gamers"] += 1

    def create(self, row, what):
        try:
            with transaction.atomic(using=self.database):
                row.save(using=self.database, force_insert=True)
        except DatabaseError as error:
            # Its further lines may hold the row, with the password's hash.
            self.conflicts.append(f"{what} cannot be created: {str(error).splitlines()[0]}")

    def fitting(self, model, pk, values):
        """The values that this project's columns can hold. Nothing is cut: a column whose value is too long is left."""
        fitting = {}
        for name, value in values.items():
            try:
                field = model._meta.get_field(name)
            except FieldDoesNotExist:
                continue
            if field.get_internal_type() == "DateTimeField":
                value = to_time(value)
            if field.max_length is not None and isinstance(value, str) and len(value) > field.max_length:
                self.notes.append(f"{model._meta.model_name} {pk}: its {name} is longer than {field.max_length} and was left as it is here.")
                continue
            fitting[name] = value
        return fitting

    def replace_tokens(self, user_id):
        if self.token_model is None:
            return
        deleted, _ = self.token_model._base_manager.using(self.database).filter(user_id=user_id).delete()
        self.counts["tokens"] += deleted
        # Logins that look for a token and make none, as the original's, need one to be there.
        if hasattr(self.token_model, "generate_key") and not self.conflicts:
            self.token_model(user_id=user_id).save(using=self.database, force_insert=True)

    def move_sequences_on(self):
        """Lets new rows count on from the highest id, as `loaddata` does."""
        connection = connections[self.database]
        models = [model for model in (self.user_model, self.gamer_model) if model is not None]
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), models):
                cursor.execute(statement)

    def report(self, dry_run):
        counts = self.counts
        others = [str(pk) for pk in self.user_model._base_manager.using(self.database).values_list("pk", flat=True) if pk not in self.ids]
        lines = [
            f"{'Would take' if dry_run else 'Took'} {counts['users']} users ({counts['new users']} new) and {counts['gamers']} gamers ({counts['new gamers']} new).",
            f"{counts['tokens']} tokens of before {'would be' if dry_run else 'were'} deleted: everyone logs in again.",
        ]
        if counts["gamers left out"]:
            lines.append(f"{counts['gamers left out']} gamers were left out: name their model by --gamers-model, as at the export.")
        if others:
            lines.append(f"{len(others)} users of this project are not in the file, and were left as they are: {', '.join(shorten(others))}")
        lines += shorten(self.notes)
        if dry_run:
            lines.append("Dry run: nothing was written.")
        self.stdout.write("\n".join(lines))


def read_objects(path):
    """Level Up writes each object on a line of its own, so that a large file needs little memory."""
    try:
        with open(path, encoding="utf-8") as file:
            for line in file:
                text = line.strip().rstrip(",")
                if text in ("[", "]", "[]", ""):
                    continue
                item = json.loads(text)
                yield item["model"].lower(), item["pk"], item["fields"]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CommandError(f"{path} is not what `levelup export django` writes.") from error


def find_model(label):
    try:
        return apps.get_model(label)
    except (LookupError, ValueError):
        return None


def pick(fields):
    return {name: fields[name] for name in USER_COLUMNS if name in fields}


def to_time(text):
    if text is None:
        return None
    time = parse_datetime(text)
    return time if settings.USE_TZ else make_naive(time)


def shorten(lines):
    more = len(lines) - LISTED
    return lines[:LISTED] + ([f"… and {more} more"] if more > 0 else [])

from django.conf import settings
from django.db import migrations, models
from django.db.models import CASCADE

def key():
    return ("id", models.AutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))


class Migration(migrations.Migration):
    initial = True
    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        migrations.CreateModel(
            name="Gamer",
            fields=[
                key(),
                ("bio", models.CharField(max_length=50)),
                ("user", models.OneToOneField(on_delete=CASCADE, to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name="Game",
            fields=[
                key(),
                ("title", models.CharField(max_length=55)),
                ("gamer", models.ForeignKey(on_delete=CASCADE, to="levelupapi.gamer")),
            ],
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                key(),
                ("description", models.CharField(max_length=255)),
                ("attendees", models.ManyToManyField(related_name="attending", to="levelupapi.Gamer")),
                ("game", models.ForeignKey(on_delete=CASCADE, to="levelupapi.game")),
                ("organizer", models.ForeignKey(on_delete=CASCADE, to="levelupapi.gamer")),
            ],
        ),
    ]

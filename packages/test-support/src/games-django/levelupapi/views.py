"""The views of the course's later chapters, as far as clients read them."""
from django.http import JsonResponse
from rest_framework import serializers, viewsets
from rest_framework.decorators import action, api_view
from rest_framework.response import Response

from levelupapi.models import Event, Game, Gamer


class GameSerializer(serializers.ModelSerializer):
    class Meta:
        model = Game
        fields = ("id", "title", "gamer")
        read_only_fields = ("gamer",)


class EventSerializer(serializers.ModelSerializer):
    game = GameSerializer(read_only=True)

    class Meta:
        model = Event
        fields = ("id", "game", "organizer", "description")
        read_only_fields = ("organizer",)


class GameView(viewsets.ModelViewSet):
    queryset = Game.objects.all()
    serializer_class = GameSerializer

    def perform_create(self, serializer):
        # The course's code reads the user of the token.
        serializer.save(gamer=Gamer.objects.get(user=self.request.auth.user))


class EventView(viewsets.ModelViewSet):
    queryset = Event.objects.all()
    serializer_class = EventSerializer

    def perform_create(self, serializer):
        gamer = Gamer.objects.get(user=self.request.auth.user)
        serializer.save(organizer=gamer, game_id=self.request.data["gameId"])

    @action(methods=["post", "delete"], detail=True)
    def signup(self, request, pk=None):
        event, gamer = self.get_object(), Gamer.objects.get(user=request.auth.user)
        if request.method == "DELETE":
            event.attendees.remove(gamer)
            return Response(None, status=204)
        event.attendees.add(gamer)
        return Response({}, status=201)


@api_view(["GET"])
def profile(request):
    gamer = Gamer.objects.get(user=request.auth.user)
    user = {"id": gamer.user.id, **{name: getattr(gamer.user, name) for name in ("first_name", "last_name", "username")}}
    events = EventSerializer(gamer.attending.all(), many=True).data
    return Response({"gamer": {"id": gamer.id, "user": user, "bio": gamer.bio}, "events": events})


def seen(request):
    """What reaches a service that has no check of its own."""
    return JsonResponse({name: value for name, value in request.headers.items() if "levelup" in name.lower()})

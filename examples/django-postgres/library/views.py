from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from library.models import Book


def home(request: HttpRequest) -> HttpResponse:
    return render(request, "home.html")


def books(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"books": list(Book.objects.values("title", "shelf"))})

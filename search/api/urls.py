from django.urls import path

from search.api.views import QueryView, SearchView, SuggestView

urlpatterns = [
    path("search", SearchView.as_view(), name="search"),
    path("search/query", QueryView.as_view(), name="search-query"),
    path("search/suggest", SuggestView.as_view(), name="search-suggest"),
]

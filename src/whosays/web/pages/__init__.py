"""The pages people look at: overview, incident, document, source, review, checks, add."""

from fastapi import APIRouter

from whosays.web.pages import add, checks, document, incident, overview, review, search, source

router = APIRouter()
for _part in (overview, incident, document, source, review, checks, add, search):
    router.include_router(_part.router)

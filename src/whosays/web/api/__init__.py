"""The REST API, version 1: one router a resource."""

from fastapi import APIRouter

router = APIRouter()

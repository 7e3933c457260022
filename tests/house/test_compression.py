"""What travels compressed, and what does not."""

from __future__ import annotations

import gzip

from django.http import FileResponse, HttpRequest, HttpResponse

from house.compression import PageCompressionMiddleware

PAGE = "<p>新建中小学24所</p>" * 200


def answered(response: HttpResponse | FileResponse) -> HttpResponse | FileResponse:
    request = HttpRequest()
    request.META["HTTP_ACCEPT_ENCODING"] = "gzip, br"
    return PageCompressionMiddleware(lambda _request: response)(request)  # type: ignore[return-value]


def test_a_page_travels_compressed():
    response = answered(HttpResponse(PAGE))
    assert response.headers["Content-Encoding"] == "gzip" and response.headers["Vary"] == "Accept-Encoding"
    assert gzip.decompress(response.content).decode() == PAGE


def test_a_document_and_a_stream_travel_as_they_are():
    for response in (HttpResponse(PAGE, content_type="application/pdf"), FileResponse([PAGE.encode()], content_type="text/csv")):
        assert "Content-Encoding" not in answered(response).headers

"""The door of the published statistics: pages in each offered language, and files at addresses without one."""

from flask import Blueprint, Flask

from incidents.openstatistics import files, pages, series_page
from incidents.web.published import init_shelf


def init_door(app: Flask) -> None:
    """Register the pages under each offered language, and the files beside them."""
    init_shelf(app)
    languages = ",".join(f"'{code}'" for code in app.extensions["incidents"].languages)
    found = Blueprint("statistics", __name__)
    pages.register(found)
    found.add_url_rule("/statistics/series/<kind>", "series", series_page.show)
    app.register_blueprint(found, url_prefix=f"/<any({languages}):lang>")
    for rule, endpoint, view in (
        ("/statistics/files/<release>/<name>", "file", files.file),
        ("/statistics/files/publication.json", "described", files.publication),
        ("/statistics/publication.json", "publication", files.publication),
        ("/statistics/series/<kind>.csv", "series_file", files.series_file),
        ("/statistics/series/<kind>.csv-metadata.json", "series_described", files.series_described),
        ("/statistics/all.csv", "everything", files.everything),
        ("/statistics/all.csv-metadata.json", "everything_described", files.everything_described),
        ("/statistics/package.zip", "package", files.package),
        ("/statistics/catalogue.jsonld", "catalogue", files.catalogue),
        ("/statistics/catalogue.rdf", "catalogue_xml", files.catalogue_xml),
    ):
        app.add_url_rule(rule, f"statistics.{endpoint}", view)

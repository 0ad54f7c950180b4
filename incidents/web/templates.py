"""Templates, compiled once for each language: a sentence that never changes is looked up then, not on every page."""

from collections.abc import Callable, Mapping
from typing import Any, cast

from flask import Flask, current_app
from flask.templating import Environment as FlaskEnvironment
from jinja2 import BytecodeCache, nodes
from jinja2.bccache import Bucket
from jinja2.runtime import Context, Macro
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

from incidents.core.languages import languages
from incidents.web import icons
from incidents.web.joints import jointed
from incidents.web.locale import Words, catalogue, current
from incidents.web.pages import context

_EXTENSION = "incidents.templates"
_FRAMES = "incidents.frames"
_SENTENCE = frozenset({"_", "gettext"})


class _Context(Context):
    """A page's names. A macro is called at once: what it wants to be given is the same for all of them."""

    def call(self, called: Any, /, *given: Any, **named: Any) -> Any:
        """What a template calls."""
        if type(called) is not Macro:
            return super().call(called, *given, **named)
        named.pop("_block_vars", None)
        named.pop("_loop_vars", None)
        return called(self.eval_ctx, *given, **named)


class Environment(FlaskEnvironment):
    """One language's templates."""

    lang = "sv"
    context_class = _Context

    def _generate(self, source: nodes.Template, *rest: Any, **named: Any) -> str:
        """Translate what stands in the template in full, then compile."""
        return super()._generate(_Translation(self.lang).visit(source), *rest, **named)


class _Compiled(BytecodeCache):
    """Templates that another application in this process has compiled: the same text with the same sentences."""

    def __init__(self) -> None:
        self._code: dict[tuple[object, ...], Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take it, if it is there."""
        bucket.code = self._code.get(self._key(bucket))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it."""
        self._code[self._key(bucket)] = bucket.code

    @staticmethod
    def _key(bucket: Bucket) -> tuple[object, ...]:
        lang = cast("Environment", bucket.environment).lang
        return lang, catalogue(lang), bucket.key, bucket.checksum


_compiled = _Compiled()


class _Translation(NodeTransformer):
    """Puts the translation in the place of every sentence without gaps."""

    def __init__(self, lang: str) -> None:
        self.sentences = catalogue(lang)

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - the name that Jinja looks for
        """Replace `_("...")`; leave everything that depends on a value."""
        self.generic_visit(node)
        called, given = node.node, node.args
        if not isinstance(called, nodes.Name) or called.name not in _SENTENCE:
            return node
        if len(given) != 1 or node.kwargs or not isinstance(given[0], nodes.Const):
            return node
        text = self.sentences.gettext(given[0].value)
        if "%" in text:
            return node
        return nodes.Const(Markup(text), lineno=node.lineno)  # noqa: S704 - our own catalogues, not input


def shown(value: object) -> object:
    """What a template prints; nothing where there is nothing."""
    return "" if value is None else value


def attributes(*given: Mapping[str, object] | None) -> Markup:
    """Attributes of an element, later ones before earlier ones; True stands alone, False and None are left out."""
    said: dict[str, object] = {}
    for some in given:
        if some:
            said.update(some)
    drawn = [
        f" {name}" if value is True else f' {name}="{escape(value)}"'
        for name, value in said.items()
        if value is not False and value is not None
    ]
    return Markup("".join(drawn))  # noqa: S704 - the names stand in the code, the values are escaped


def options(offered: Mapping[str, object], chosen: object) -> Markup:
    """The choices of a list: codes with their labels, or headings over some of them.

    In a template, each of two hundred choices on a page of the desk would be four escapes and four look-ups.
    """
    drawn = []
    for code, label in offered.items():
        if isinstance(label, Mapping):
            drawn.append(f'<optgroup label="{escape(code)}">{options(label, chosen)}</optgroup>')
        else:
            selected = " selected" if code == chosen else ""
            drawn.append(f'<option{selected} value="{escape(code)}">{escape(label)}</option>')
    return Markup("".join(drawn))  # noqa: S704 - our own tags, the values are escaped


FILTERS = {
    "attributes": attributes,
    "icon": icons.icon,
    "jointed": jointed,
    "options": options,
}


def init_templates(app: Flask) -> None:
    """An environment for each language."""
    app.jinja_environment = Environment
    first: Any = app.jinja_env
    first.trim_blocks = first.lstrip_blocks = True
    first.finalize = shown
    first.filters.update({**FILTERS, "static": f"{app.static_url_path}/{{}}".format})
    made: dict[str, Environment] = {}
    for lang in languages():
        made[lang] = first.overlay(bytecode_cache=_compiled)
        made[lang].lang = lang
        words = Words(lang)
        made[lang].globals = {
            **first.globals,
            "_": words.one,
            "gettext": words.one,
            "ngettext": words.number,
        }
    app.extensions[_EXTENSION] = made
    app.extensions[_FRAMES] = [context]


def frame_with(app: Flask, values: Callable[[], Mapping[str, object]]) -> None:
    """Let a door put values of its own around every page."""
    app.extensions[_FRAMES].append(values)


def part(name: str, /, **values: object) -> Markup:
    """A piece of a page in the language of this request, without what stands around every page."""
    environment: Environment = current_app.extensions[_EXTENSION][current()]
    return Markup(environment.get_template(name).render(values))  # noqa: S704 - drawn by our own template, escaped


def render(name: str, /, **values: object) -> str:
    """A page in the language of this request."""
    environment: Environment = current_app.extensions[_EXTENSION][current()]
    around: dict[str, object] = {}
    for frame in current_app.extensions[_FRAMES]:
        around.update(frame())
    return environment.get_template(name).render(around | values)

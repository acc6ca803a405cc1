"""The style sheet of the SVG, without variables, which not all viewers support."""

from __future__ import annotations

STYLE = """
text { font: 13px system-ui, "Segoe UI", Roboto, "Liberation Sans", sans-serif; white-space: pre; }
text.h1 { font-size: 20px; font-weight: 600; }
text.h2 { font-size: 15px; font-weight: 600; }
text.hour { font-size: 11px; text-anchor: middle; }
.dump text, .snapshot text { font-size: 10.5px; font-weight: 600; text-anchor: middle; }
path { fill: none; }
.ground { fill: #f4f5f8; }
.card { fill: #ffffff; stroke: #d8dce5; }
.line { stroke: #e3e6ed; }
.quarter { stroke: #a7afbf; }
.ink { fill: #1a1f2b; }
.soft { fill: #566074; }
.bad { fill: #b3261e; font-weight: 600; }
.dump rect { fill: #1d5bd8; stroke: #1d5bd8; }
.dump text { fill: #ffffff; }
.dump.plain rect { fill: #e3ecff; stroke: #b9cdf8; }
.dump.plain text { fill: #1d4a9e; }
.snapshot rect { fill: #ffe9d6; stroke: #b34700; }
.snapshot text { fill: #8a3600; }
.snapshot.plain rect { fill: none; stroke: #d9b596; }
@media (prefers-color-scheme: dark) {
 .ground { fill: #11141a; }
 .card { fill: #1a1f28; stroke: #343b49; }
 .line { stroke: #2b313d; }
 .quarter { stroke: #59637a; }
 .ink { fill: #e8ebf1; }
 .soft { fill: #a5afbf; }
 .bad { fill: #ff9b93; }
 .dump rect { fill: #7fb0ff; stroke: #7fb0ff; }
 .dump text { fill: #0a1830; }
 .dump.plain rect { fill: #22314d; stroke: #35507f; }
 .dump.plain text { fill: #a9c8ff; }
 .snapshot rect { fill: #43290f; stroke: #ffa866; }
 .snapshot text { fill: #ffbd8a; }
 .snapshot.plain rect { fill: none; stroke: #6d5237; }
}
"""

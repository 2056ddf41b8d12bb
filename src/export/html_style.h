/* html_style.h - how a page looks: no fonts and pictures from elsewhere, light and dark, paper and
 * phone. */
#ifndef BEADLE_EXPORT_HTML_STYLE_H
#define BEADLE_EXPORT_HTML_STYLE_H

#define HTML_STYLE                                                                                 \
	":root { color-scheme: light dark;\n"                                                      \
	"--paper: #fbfaf7; --card: #ffffff; --ink: #22262b; --soft: #5f666e; --rule: #e3dfd6; "    \
	"--tint: 31, 111, 107;\n"                                                                  \
	"--accent: #1f6f6b; --late: #a8391f; --stands: #8b9299; }\n"                               \
	"@media (prefers-color-scheme: dark) {\n"                                                  \
	":root { --paper: #15181b; --card: #1c2024; --ink: #e6e3dc; --soft: #a0a6ad; --rule: "     \
	"#30353b; --tint: 111, 196, 188;\n"                                                        \
	"--accent: #6fc4bc; --late: #f0937b; --stands: #767d85; }\n"                               \
	"}\n"                                                                                      \
	"* { box-sizing: border-box; }\n"                                                          \
	"html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }\n"                       \
	"body { margin: 0 auto; max-width: 74rem; padding: 1.5rem 1rem 3rem; background: "         \
	"var(--paper); color: var(--ink);\n"                                                       \
	"font: 1rem/1.5 system-ui, -apple-system, \"Segoe UI\", Roboto, \"Noto Sans\", "           \
	"\"Liberation Sans\", sans-serif;\n"                                                       \
	"overflow-wrap: anywhere; }\n"                                                             \
	"h1, h2 { font-family: Charter, \"Iowan Old Style\", \"Palatino Linotype\", Palatino, "    \
	"\"Source Serif 4\", Georgia, serif;\n"                                                    \
	"font-weight: 600; line-height: 1.2; letter-spacing: -0.01em; }\n"                         \
	"h1 { margin: 0; font-size: 2rem; }\n"                                                     \
	"h2 { margin: 0 0 .75rem; font-size: 1.3rem; }\n"                                          \
	"a { color: var(--accent); text-underline-offset: .15em; }\n"                              \
	"a:focus-visible, summary:focus-visible { outline: 2px solid var(--accent); "              \
	"outline-offset: 3px; border-radius: 2px; }\n"                                             \
	".skip { position: absolute; left: -100vw; }\n"                                            \
	".skip:focus { position: static; }\n"                                                      \
	".asof, .when, .none, small, caption, footer, .no { color: var(--soft); }\n"               \
	".asof { margin: .25rem 0 0; font-size: .9rem; }\n"                                        \
	"small { display: block; font-size: .82rem; line-height: 1.35; }\n"                        \
	".late { color: var(--late); font-weight: 600; }\n"                                        \
	".across { overflow-x: auto; overflow-wrap: normal; }\n"                                   \
	".across td, .across thead th + th { text-align: center; }\n"                              \
	".across tbody th, .across tfoot th { min-width: 8rem; overflow-wrap: anywhere; }\n"       \
	"td.there { color: var(--accent); } td.absent, td.regrets { color: var(--soft); }\n"       \
	".figures { display: flex; flex-wrap: wrap; gap: .5rem 2rem; margin: 1.25rem 0 1rem; }\n"  \
	".figures div { display: flex; flex-direction: column-reverse; }\n"                        \
	".figures dt { color: var(--soft); font-size: .85rem; }\n"                                 \
	".figures dd { margin: 0; font-size: 1.9rem; line-height: 1.1; font-weight: 300; "         \
	"font-variant-numeric: tabular-nums; }\n"                                                  \
	".figures dd.late { font-weight: 400; }\n"                                                 \
	"nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: 0; padding: .6rem " \
	"0; list-style: none;\n"                                                                   \
	"border-top: 1px solid var(--rule); font-size: .9rem; }\n"                                 \
	"main { display: grid; gap: 1.25rem; margin-top: .75rem; grid-template-columns: "          \
	"minmax(0, 1fr); }\n"                                                                      \
	"section { padding: 1.1rem 1rem 1.2rem; background: var(--card); border: 1px solid "       \
	"var(--rule); border-radius: .6rem;\n"                                                     \
	"min-width: 0; scroll-margin-top: 1rem; }\n"                                               \
	".lead { margin: 0; font-size: 1.1rem; }\n"                                                \
	".when { margin: .15rem 0 1rem; }\n"                                                       \
	".none { margin: .25rem 0 0; }\n"                                                          \
	"table { width: 100%; border-collapse: collapse; font-size: .93rem; }\n"                   \
	"table + table, svg + table, .none + table { margin-top: 1.4rem; }\n"                      \
	"caption { padding-bottom: .35rem; text-align: left; font-size: .85rem; }\n"               \
	"th, td { padding: .45rem .75rem .45rem 0; vertical-align: top; text-align: left; "        \
	"border-top: 1px solid var(--rule); }\n"                                                   \
	"th:last-child, td:last-child { padding-right: 0; }\n"                                     \
	"thead th { border-top: 0; color: var(--soft); font-size: .8rem; font-weight: 500; }\n"    \
	"tbody th, tfoot th { font-weight: 400; }\n"                                               \
	".no a { color: inherit; }\n"                                                              \
	"td { font-variant-numeric: tabular-nums; }\n"                                             \
	"td time, .n { white-space: nowrap; }\n"                                                   \
	".later time { white-space: normal; }\n"                                                   \
	".later th { white-space: nowrap; }\n"                                                     \
	".n { text-align: right; }\n"                                                              \
	".no { font-variant-numeric: tabular-nums; font-size: .88em; }\n"                          \
	".owner th { font-weight: 600; }\n"                                                        \
	".owner .no { font-weight: 400; }\n"                                                       \
	".rows thead, .wide { position: absolute; width: 1px; height: 1px; overflow: hidden; "     \
	"clip-path: inset(50%); white-space: nowrap; }\n"                                          \
	".rows, .rows tbody, .rows tfoot, .rows caption { display: block; }\n"                     \
	".rows tr { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem; " \
	"padding: .55rem 0; border-top: 1px solid var(--rule); }\n"                                \
	".rows caption + thead + tbody tr:first-child { border-top: 0; }\n"                        \
	".rows th, .rows td { padding: 0; border: 0; }\n"                                          \
	".rows tbody th { flex: 1 0 100%; }\n"                                                     \
	".rows td, .rows td small { color: var(--soft); font-size: .88rem; }\n"                    \
	".rows td small { display: inline; margin-left: .5em; }\n"                                 \
	".rows td small.late { color: var(--late); }\n"                                            \
	".due::before { content: 'due '; }\n"                                                      \
	".age::before { content: 'open for '; }\n"                                                 \
	".min:not(:empty)::after { content: ' min'; }\n"                                           \
	".rows .owner { padding: 1.1rem 0 .3rem; border: 0; }\n"                                   \
	".ages { table-layout: fixed; }\n"                                                         \
	".ages thead th { padding: 0 .35rem .4rem 0; }\n"                                          \
	".ages thead th.n { width: 2.7rem; }\n"                                                    \
	".ages td { border-left: 3px solid var(--card); padding: .45rem .35rem; }\n"               \
	".ages td:last-child { font-weight: 600; }\n"                                              \
	".h1 { background: rgba(var(--tint), .1); }\n"                                             \
	".h2 { background: rgba(var(--tint), .2); }\n"                                             \
	".h3 { background: rgba(var(--tint), .3); }\n"                                             \
	".h4 { background: rgba(var(--tint), .42); }\n"                                            \
	"svg { display: block; overflow: hidden; }\n"                                              \
	"svg text { fill: var(--ink); font-size: 13px; paint-order: stroke; stroke: var(--card); " \
	"stroke-width: 4px; stroke-linejoin: round; }\n"                                           \
	"svg .axis { fill: var(--soft); font-size: 12px; }\n"                                      \
	".track, .grid { fill: var(--rule); stroke: var(--rule); }\n"                              \
	".track { stroke: none; }\n"                                                               \
	".grid { stroke-width: 1; shape-rendering: crispEdges; }\n"                                \
	"rect.open { fill: var(--accent); }\n"                                                     \
	".stands { fill: var(--stands); }\n"                                                       \
	".against { fill: var(--late); }\n"                                                        \
	".now { stroke: var(--late); stroke-width: 1.5; stroke-dasharray: 3 3; }\n"                \
	".area { fill: rgba(var(--tint), .14); }\n"                                                \
	".curve { fill: none; stroke: var(--accent); stroke-width: 2; stroke-linejoin: round; "    \
	"vector-effect: non-scaling-stroke; }\n"                                                   \
	"details { margin-top: .8rem; }\n"                                                         \
	"summary { cursor: pointer; color: var(--accent); font-size: .9rem; }\n"                   \
	"details table { margin-top: .75rem; }\n"                                                  \
	"footer { margin-top: 1.5rem; font-size: .85rem; }\n"                                      \
	"code { font-family: ui-monospace, \"SF Mono\", Menlo, Consolas, \"Liberation Mono\", "    \
	"monospace; font-size: .92em; }\n"                                                         \
	"@media (max-width: 36rem) {\n"                                                            \
	"body { padding: 1.25rem 0 2rem; }\n"                                                      \
	"header, footer { padding: 0 1rem; }\n"                                                    \
	"section { border-width: 1px 0; border-radius: 0; }\n"                                     \
	".figures { gap: .5rem 1.5rem; }\n"                                                        \
	"}\n"                                                                                      \
	"@media (min-width: 44rem) {\n"                                                            \
	".sheet .rows { display: table; table-layout: fixed; }\n"                                  \
	".sheet .rows tbody { display: table-row-group; }\n"                                       \
	".sheet .rows caption { display: table-caption; }\n"                                       \
	".sheet .rows tr { display: table-row; }\n"                                                \
	".sheet .rows thead { position: static; display: table-header-group; clip-path: none; }\n" \
	".sheet .rows th, .sheet .rows td { padding: .5rem .75rem .5rem 0; border-top: 1px solid " \
	"var(--rule); }\n"                                                                         \
	".sheet .rows td, .sheet .rows td small { font-size: .9rem; }\n"                           \
	".sheet .rows td { color: var(--ink); }\n"                                                 \
	".sheet .rows td small { display: block; margin: 0; }\n"                                   \
	".sheet .rows thead th { padding-top: 0; border: 0; }\n"                                   \
	"#open .rows thead th:nth-child(2) { width: 10rem; }\n"                                    \
	"#open .rows thead th:nth-child(3) { width: 6.5rem; }\n"                                   \
	"#decide thead th:nth-child(2) { width: 30%; }\n"                                          \
	"#decide thead th:nth-child(3) { width: 10rem; }\n"                                        \
	".sheet .rows .owner th { padding-top: 1.25rem; border: 0; }\n"                            \
	".sheet .due::before, .sheet .age::before { content: none; }\n"                            \
	".ages thead th.n { width: 4.4rem; }\n"                                                    \
	".ages thead th, .ages td { padding-right: .7rem; }\n"                                     \
	"}\n"                                                                                      \
	"@media (min-width: 62rem) {\n"                                                            \
	"body { padding: 2.5rem 2rem 4rem; }\n"                                                    \
	"h1 { font-size: 2.4rem; }\n"                                                              \
	"section { padding: 1.4rem 1.6rem 1.6rem; }\n"                                             \
	"main { grid-template-columns: minmax(0, 5fr) minmax(0, 8fr); grid-template-rows: "        \
	"repeat(5, auto) 1fr; gap: 1.5rem; align-items: start; }\n"                                \
	"#decide { grid-column: 1 / -1; }\n"                                                       \
	"#attendance { grid-column: 1 / -1; }\n"                                                   \
	"#open { grid-column: 2; grid-row: 2 / span 5; }\n"                                        \
	"}\n"                                                                                      \
	"@media print {\n"                                                                         \
	"body { background: #fff; font-size: 10pt; }\n"                                            \
	"nav, .skip { display: none; }\n"                                                          \
	"section { border: 0; padding: 0; break-inside: avoid-page; }\n"                           \
	"}\n"

#endif

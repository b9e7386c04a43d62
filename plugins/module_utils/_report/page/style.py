# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The style of the page: light, dark, narrow and printed."""

from __future__ import annotations

STYLE = """
:root{color-scheme:light dark;
--bg:#f6f7f9;--card:#fff;--ink:#1b2430;--soft:#566272;--line:#dfe4ea;--faint:#eef1f4;--link:#1d5a92;
--good:#24704a;--good-bg:#e3f1e9;--fair:#8a6100;--fair-bg:#f7ecd0;--poor:#b3372f;--poor-bg:#f9e2df;
--f4:#a3201b;--f3:#c8453a;--f2:#e08a74;--f1:#efc0ab;--f-ink:#fff;--f-dark:#4a140c;
--c4:#6b2f86;--c3:#8a4ba6;--c2:#b58cc9;--c1:#d6bfe2;
--q:#e2e6f2;--q-ink:#48517a;--a:#efe3d0;--a-ink:#6b4e1c;--w:#f8eab8;--w-ink:#6d5200;--n:#edf0f3;--n-ink:#5d6876}
@media (prefers-color-scheme:dark){:root{
--bg:#12161c;--card:#1a2028;--ink:#e4e9ef;--soft:#a0acba;--line:#2e3743;--faint:#232a34;--link:#8bbcec;
--good:#7ccb9c;--good-bg:#1b3527;--fair:#e2bb62;--fair-bg:#3a2f14;--poor:#f0887e;--poor-bg:#43201d;
--f4:#cf3a33;--f3:#a83830;--f2:#7f3530;--f1:#5a2f2a;--f-ink:#fff;--f-dark:#ffe1da;
--c4:#b779d6;--c3:#8a4ba6;--c2:#653a79;--c1:#4a3158;
--q:#2a3047;--q-ink:#b3bde6;--a:#3a3020;--a-ink:#e0c596;--w:#423a17;--w-ink:#ecd680;--n:#252c36;--n-ink:#94a0ae}}
*{box-sizing:border-box}
html{scroll-padding-top:1rem}
body{margin:0;background:var(--bg);color:var(--ink);
font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","DejaVu Sans",sans-serif}
main{max-width:86rem;margin:0 auto;padding:2.5rem 1.5rem 4rem}
h1{font-size:1.9rem;line-height:1.2;margin:.15rem 0 .4rem;font-weight:650;letter-spacing:-.01em;overflow-wrap:anywhere}
h2{font-size:1.15rem;margin:2.6rem 0 .8rem;font-weight:650}
h3{font-size:.85rem;margin:0;color:var(--soft);font-weight:600}
p{margin:.4rem 0}
a{color:var(--link)}
code{font:.86em/1.45 ui-monospace,"SFMono-Regular",Consolas,"DejaVu Sans Mono",monospace;overflow-wrap:anywhere;
background:var(--faint);padding:.1em .35em;border-radius:3px}
:focus-visible{outline:3px solid var(--link);outline-offset:2px;border-radius:3px}
.vh:not(:focus){position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip:focus{position:fixed;top:.5rem;left:.5rem;background:var(--card);padding:.5rem 1rem;z-index:9}
.kicker,.lead,.note,.refs{color:var(--soft)}
nav{display:flex;flex-wrap:wrap;gap:.3rem 1.2rem;font-size:.9rem;margin-top:.9rem}
.kicker{margin:0;font-size:.9rem}
.verdict{font-size:1.1rem;border-left:4px solid var(--poor);padding-left:.8rem}
.verdict.ok{border-color:var(--good)}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(11rem,1fr));gap:1rem}
.tile{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:1rem 1.2rem;min-width:0}
.tile.wide{grid-column:span 2}
.tile h3::first-letter{text-transform:uppercase}
.score{font-size:2.5rem;line-height:1.15;font-weight:650;margin:.2rem 0 .35rem;font-variant-numeric:tabular-nums}
.score small{font-size:1.1rem;font-weight:500;margin-left:.1em}
.good{--k:var(--good)}.fair{--k:var(--fair)}.poor{--k:var(--poor)}.none{--k:var(--soft)}
.score{color:var(--k)}
.note{font-size:.85rem;margin:.5rem 0 0}
.bar{display:block;width:100%;height:5px;border-radius:3px;fill:var(--k)}
.bar .back{fill:var(--faint)}
.stack{display:block;width:100%;height:16px;border-radius:4px;margin:.7rem 0 .8rem;background:var(--faint)}
.states{display:grid;grid-template-columns:repeat(auto-fill,minmax(10.5rem,1fr));gap:.15rem 1.2rem;margin:0}
.states div{display:flex;justify-content:space-between;gap:.5rem}
.states dd{margin:0;font-variant-numeric:tabular-nums;font-weight:600}
.zero{opacity:.6}
.key,.st i{display:inline-block;width:1.35em;height:1.35em;line-height:1.35em;text-align:center;border-radius:3px;
font-style:normal;font-size:.82em;font-weight:700}
.t-fail{--b:var(--f3);--t:var(--f-ink)}.t-conflict{--b:var(--c3);--t:var(--f-ink)}
.t-not_detectable{--b:var(--q);--t:var(--q-ink)}.t-accepted_risk{--b:var(--a);--t:var(--a-ink)}
.t-waived{--b:var(--w);--t:var(--w-ink)}.t-not_supported{--b:var(--n);--t:var(--n-ink)}
.t-pass{--b:var(--good-bg);--t:var(--good)}
.key,.st i{background:var(--b);color:var(--t)}
.stack rect{fill:var(--b)}
.stack .t-pass{--b:var(--good)}
.st{white-space:nowrap;font-weight:600;font-size:.9em}
.sev{display:inline-block;font-size:.72rem;font-weight:700;letter-spacing:.03em;padding:.12em .6em;border-radius:99px;
min-width:4.9rem;text-align:center}
.s-critical{background:var(--f4);color:var(--f-ink)}.s-high{background:var(--poor-bg);color:var(--poor)}
.s-medium{background:var(--fair-bg);color:var(--fair)}.s-low{background:var(--n);color:var(--n-ink)}
.calm .sev{background:var(--n);color:var(--n-ink)}
details.check{background:var(--card);border:1px solid var(--line);border-radius:8px;margin:.4rem 0}
details.check:target{border-color:var(--link);box-shadow:0 0 0 1px var(--link)}
summary{display:grid;grid-template-columns:auto 8.2rem minmax(0,1fr) minmax(0,auto);gap:.3rem .9rem;align-items:center;
padding:.6rem .9rem;cursor:pointer;list-style:none}
summary::-webkit-details-marker{display:none}
summary:hover{background:var(--faint);border-radius:8px}
summary .id{font:.84rem ui-monospace,Consolas,"DejaVu Sans Mono",monospace;color:var(--soft)}
summary .title{font-weight:550}
summary .title::after{content:" \\25B8";color:var(--soft)}
[open]>summary .title::after{content:" \\25BE"}
.share{font-size:.85rem;color:var(--soft);width:9rem;font-variant-numeric:tabular-nums;text-align:right}
.share .bar{margin-top:.2rem}
.share.states{width:auto;display:flex;flex-wrap:wrap;gap:.2rem .9rem;justify-content:flex-end}
.refs{font-size:.85rem;padding:0 .9rem;margin:0 0 .5rem}
.group{border-top:1px solid var(--line);padding:.55rem .9rem .7rem}
.group p b:first-child{font-size:.85rem;color:var(--soft);font-weight:600;margin-right:.3rem}
.group .hosts b:first-child{margin:0}
.hosts{font-size:.9rem;overflow-wrap:anywhere;max-height:11.5rem;overflow-y:auto}
.read{margin:.2rem 0;padding-left:1.1rem;font-size:.9rem}
.read li{margin:.2rem 0;overflow-wrap:anywhere}
.scroll{overflow:auto;background:var(--card);border:1px solid var(--line);border-radius:8px;max-width:100%}
.map{max-height:82vh}
table{border-collapse:separate;border-spacing:0;font-size:.84rem}
.some{max-height:24rem}
.plain{width:100%}
.plain th,.plain td{text-align:left;padding:.5rem .9rem;border-top:1px solid var(--line);vertical-align:top}
.plain thead th{border:0;color:var(--soft);font-weight:600}
.plain tbody th{font-weight:600;white-space:nowrap}.plain code{white-space:nowrap}
.chunk{width:max-content}
.lazy{content-visibility:auto;contain-intrinsic-size:auto 126rem auto 178rem}
#heat table{table-layout:fixed;width:max-content}
col.host{width:13rem}col.num{width:2.7rem}col.c{width:1.75rem}
#heat td{height:1.7rem;padding:0;text-align:center;border:solid var(--card);border-width:0 1px 1px 0;
background:var(--good-bg);color:var(--good);font-size:.78rem;line-height:1}
#heat tbody th{position:sticky;left:0;background:var(--card);text-align:left;font-weight:550;padding:0 .6rem;
overflow:hidden;text-overflow:ellipsis;white-space:nowrap;border-right:1px solid var(--line);height:1.7rem}
#heat tbody tr:hover>*{box-shadow:inset 0 1px var(--soft),inset 0 -1px var(--soft)}
#heat thead{position:sticky;top:0;z-index:2}
#heat thead th,#heat thead td{background:var(--card);color:var(--soft);height:auto;font-weight:600}
#heat .g{font-size:.72rem;padding:.3rem .3rem;text-align:left;border-left:2px solid var(--card)}
#heat .g span{position:sticky;left:13.4rem}
#heat thead .s-critical{background:var(--f4);color:var(--f-ink)}
#heat thead .s-high{background:var(--poor-bg);color:var(--poor)}
#heat thead .s-medium{background:var(--fair-bg);color:var(--fair)}
#heat thead .s-low{background:var(--n);color:var(--n-ink)}
#heat thead .corner{position:sticky;left:0;z-index:3;text-align:left;vertical-align:bottom;padding:.4rem .6rem}
#heat thead tr:first-child td{position:sticky;left:0;z-index:3}
#heat .v{vertical-align:bottom;padding:.4rem 0;border-bottom:1px solid var(--line)}
#heat .corner{border-bottom:1px solid var(--line)}
.v a,.v span{writing-mode:vertical-rl;transform:rotate(180deg);color:inherit;text-decoration:none;font-weight:500;
display:inline-block;white-space:nowrap}
.v a:hover{text-decoration:underline;color:var(--link)}
#heat td.good,#heat td.fair,#heat td.poor,#heat td.none{background:var(--card);color:var(--k);font-weight:650;
font-variant-numeric:tabular-nums;font-size:.82rem}
#heat .f4,#heat .f3,#heat .c4,#heat .c3{color:var(--f-ink);font-weight:700}
#heat .f2,#heat .f1,#heat .c2,#heat .c1{color:var(--f-dark);font-weight:700}
#heat .f4{background:var(--f4)}#heat .f3{background:var(--f3)}#heat .f2{background:var(--f2)}
#heat .f1{background:var(--f1)}
#heat .c4{background:var(--c4)}#heat .c3{background:var(--c3)}#heat .c2{background:var(--c2)}
#heat .c1{background:var(--c1)}
#heat .q{background:var(--q);color:var(--q-ink)}#heat .a{background:var(--a);color:var(--a-ink)}
#heat .w{background:var(--w);color:var(--w-ink)}#heat .n{background:var(--n);color:var(--n-ink)}
#heat .o{background:var(--card)}
#heat .x{background:repeating-linear-gradient(135deg,var(--poor-bg) 0 8px,var(--card) 8px 16px);color:var(--poor);
text-align:left;padding:0 .6rem;white-space:nowrap;overflow:hidden;text-overflow:ellipsis;font-weight:550}
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:.3rem 1.1rem;padding:0;margin:.2rem 0 .8rem;font-size:.85rem}
#filters:not([hidden]){display:flex;flex-wrap:wrap;gap:.6rem .9rem;align-items:end;margin:0 0 .9rem}
#filters label{font-size:.8rem;color:var(--soft);display:grid;gap:.15rem}
input,select,button{font:inherit;font-size:.88rem;color:var(--ink);background:var(--card);border:1px solid var(--line);
border-radius:6px;padding:.35rem .6rem;max-width:100%;min-height:2.2rem}
button{cursor:pointer}
output{font-size:.85rem;color:var(--soft);padding:.45rem 0}
.facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(18rem,1fr));gap:.6rem 1.5rem;margin:0 0 1rem}
.facts dt{font-size:.82rem;color:var(--soft)}
.facts dd{margin:0;overflow-wrap:anywhere}
.lead{max-width:52rem}
@media (max-width:44rem){
main{padding:1.4rem .9rem 3rem}h1{font-size:1.5rem}
.tile.wide{grid-column:auto}.tiles{grid-template-columns:1fr 1fr}.tile.wide{grid-column:1/-1}
.tile{padding:.8rem .9rem}.score{font-size:2rem}
summary{grid-template-columns:auto minmax(0,1fr)}
summary .title{grid-column:1/-1}
.share{grid-column:1/-1;width:100%;text-align:left}.share.states{justify-content:flex-start}
.states{grid-template-columns:1fr}
col.host{width:8.5rem}#heat .g span{left:8.9rem}
#filters label{flex:1 1 40%}input,select{width:100%}
.facts{grid-template-columns:1fr}}
@media print{
:root{color-scheme:light;--bg:#fff;--card:#fff;--ink:#000;--soft:#444;--line:#bbb;--faint:#eee;--link:#000;
--good:#1f6340;--good-bg:#e6f2eb;--fair:#6d4c00;--fair-bg:#f7ecd0;--poor:#9a2a22;--poor-bg:#f9e2df;
--f4:#a3201b;--f3:#c8453a;--f2:#e08a74;--f1:#efc0ab;--f-ink:#fff;--f-dark:#4a140c;
--q:#e2e6f2;--q-ink:#48517a;--a:#efe3d0;--a-ink:#6b4e1c;--w:#f8eab8;--w-ink:#6d5200;--n:#edf0f3;--n-ink:#5d6876}
@page{size:A4 landscape;margin:12mm}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
html,body{font-size:10px}main{max-width:none;padding:0}
#filters,.skip,nav,summary .title::after{display:none!important}
h2{break-after:avoid}.tile,summary{break-inside:avoid}
.scroll,.map,.some,.hosts{overflow:visible;max-height:none}
.scroll{border:0}
details::details-content{display:block;content-visibility:visible;height:auto}
.chunk{width:auto;content-visibility:visible}
#heat table{width:100%;font-size:6.5px}
#heat thead,#heat tbody th,#heat thead .corner,#heat thead tr:first-child td,#heat .g span{position:static}
#heat td,#heat tbody th{height:1.25em;padding:0 .3em;font-size:6.5px}
#heat td{padding:0}
#heat .v{padding:.2em 0;font-size:6px}
col.host{width:14%}col.num{width:2.4%}col.c{width:auto}
#heat .g{font-size:6px;padding:.2em}}
"""

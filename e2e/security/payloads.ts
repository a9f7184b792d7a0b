/** What every payload does when it runs. */
const js = "window.ran=(window.ran||0)+1";

/** Forty ways to make a browser run a script, in markup that somebody stores. */
const vectors = [
  `<script>${js}</script>`,
  `</script><script>${js}</script>`,
  `<img src=x onerror="${js}">`,
  `<img src=x:x onerror=${js}//`,
  `<svg onload="${js}">`,
  `<svg><script>${js}</script></svg>`,
  `<svg><animate onbegin="${js}" attributeName=x dur=1s></svg>`,
  `<svg><a xlink:href="javascript:${js}"><text y=20>x</text></a></svg>`,
  `<svg><foreignObject><img src=x onerror="${js}"></foreignObject></svg>`,
  `<iframe srcdoc="<script>parent.${js}</script>"></iframe>`,
  `<iframe src="javascript:parent.${js}"></iframe>`,
  `<a href="javascript:${js}">x</a>`,
  `<a href=" java\nscript:${js}">x</a>`,
  `<details open ontoggle="${js}">x</details>`,
  `<video><source onerror="${js}"></video>`,
  `<audio src=x onerror="${js}"></audio>`,
  `<input autofocus onfocus="${js}">`,
  `<select autofocus onfocus="${js}"></select>`,
  `<object data="javascript:${js}"></object>`,
  `<embed src="javascript:${js}">`,
  `<form action="javascript:${js}"><button autofocus>x</button></form>`,
  `<button formaction="javascript:${js}">x</button>`,
  `<meta http-equiv=refresh content="0;url=javascript:${js}">`,
  `<base href="javascript:/a/">`,
  `<link rel=stylesheet href="javascript:${js}">`,
  `<style>@import 'javascript:${js}';</style><img src=x onerror="${js}">`,
  `<div style="background:url(javascript:${js})" onmouseover="${js}">x</div>`,
  `<p onpointerenter="${js}" onanimationstart="${js}">x</p>`,
  `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=${js}&gt;">`,
  `<math><annotation-xml encoding="text/html"><script>${js}</script></annotation-xml></math>`,
  `<noscript><p title="</noscript><img src=x onerror=${js}>">`,
  `<textarea><img title="</textarea><img src=x onerror=${js}>"></textarea>`,
  `<xmp><p title="</xmp><img src=x onerror=${js}>"></xmp>`,
  `<template><img src=x onerror="${js}"></template>`,
  `<!--><img src=x onerror="${js}">-->`,
  `<![CDATA[<img src=x onerror="${js}">]]>`,
  `<scr<script>ipt>${js}</scr</script>ipt>`,
  `"><img src=x onerror="${js}">`,
  `'-(${js})-'`,
  "{{constructor.constructor('window.ran=1')()}}",
];

const entities = (text: string) => text.replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** Two hundred payloads: each way as it is, shouted, without spaces, as entities, and as escapes of JavaScript. */
export const payloads: string[] = vectors.flatMap((vector) => [
  vector,
  vector.replace(/<(\/?)([a-z]+)/g, (_, slash: string, tag: string) => `<${slash}${tag.toUpperCase()}`),
  vector.replace(/<([a-z]+) /g, "<$1/"),
  entities(vector),
  vector.replaceAll("<", "\\u003c").replaceAll(">", "\\x3e"),
]);

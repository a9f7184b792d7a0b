/**
 * Draws every picture of the demo catalogue: `tsx server/app/demo/art/render.ts [slug pattern] [views]`.
 * Writes public/demo/<slug>-<colour>-<view>-<width>.(avif|webp) and server/app/demo/art/pictures.json.
 */
import { fork } from 'node:child_process';
import { mkdir, readdir, readFile, stat, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { type DemoGarment, demoGarments } from './catalogue.ts';
import { draw, HEIGHT, image, type Picture, type Shot, WIDTH } from './pictures.ts';
import type { View } from './piece.ts';

const here = path.dirname(fileURLToPath(import.meta.url));
const out = path.resolve(here, '../../public/demo');
const manifest = path.join(here, 'pictures.json');

function shotsOf(items: readonly DemoGarment[]): Shot[] {
  return items.flatMap((item) => item.colourways.flatMap((colour, i): Shot[] => {
    const views: View[] = i === 0 ? ['front', 'back', 'detail', 'fabric'] : ['front'];
    return views.map((view) => ({ item, colour, view }));
  }));
}

/** Widths and qualities by view, chosen so that everything stays within 12 MB. */
const sizes: Record<View, { avif: readonly (readonly [number, number])[]; webp: readonly [number, number] }> = {
  front: { avif: [[960, 48], [480, 48]], webp: [640, 54] },
  back: { avif: [[960, 45]], webp: [640, 52] },
  detail: { avif: [[960, 38]], webp: [480, 34] },
  fabric: { avif: [[800, 36]], webp: [400, 32] },
};

async function make(shot: Shot): Promise<Picture> {
  const { item, colour, view } = shot, base = `${item.slug}-${colour.key}-${view}`, drawn = draw(shot), { avif, webp } = sizes[view];
  const file = (width: number, ext: string): string => path.join(out, `${base}-${width}.${ext}`);
  // Close views: effort 2 leaves coloured blotches on pale cloth; 3 costs little more. Above 3 the time grows fourfold.
  const close = view === 'detail' || view === 'fabric';
  const care = close ? { effort: 3, chromaSubsampling: '4:4:4' } : { effort: 2, chromaSubsampling: '4:2:0' };
  for (const [width, quality] of avif) {
    await image(drawn).resize(width).avif({ quality, ...care }).toFile(file(width, 'avif'));
  }
  await image(drawn).resize(webp[0]).webp({ quality: webp[1], effort: 4 }).toFile(file(webp[0], 'webp'));
  const tiny = await image(drawn).resize(12, 15, { fit: 'fill' }).webp({ quality: 30, effort: 6 }).toBuffer();
  return {
    slug: item.slug, colour: colour.key, view, base, width: avif[0][0], height: (avif[0][0] * HEIGHT) / WIDTH,
    avif: avif.map(([w]) => w), webp: [webp[0]], blur: `data:image/webp;base64,${tiny.toString('base64')}`,
  };
}

/** One worker's share: the products whose place divided by `parts` leaves `part`. */
interface Share { readonly part: number; readonly parts: number }

/** What to draw: products whose slug matches, views by name; empty for all. */
interface Choice { readonly slugs: string; readonly views: string }

async function work({ part, parts }: Share, { slugs, views }: Choice): Promise<void> {
  sharp.concurrency(1);
  const pictures: Picture[] = [];
  const items = demoGarments.filter((g) => new RegExp(slugs).test(g.slug));
  for (const [i, item] of items.entries()) {
    if (i % parts !== part) continue;
    for (const shot of shotsOf([item])) if (!views || views.includes(shot.view)) pictures.push(await make(shot));
    process.stdout.write(`${item.slug}\n`);
  }
  process.send?.(pictures);
}

/** Removes files which no line of the manifest speaks of. */
async function sweep(pictures: readonly Picture[]): Promise<void> {
  const wanted = new Set(pictures.flatMap((p) => [...p.avif.map((w) => `${p.base}-${w}.avif`), ...p.webp.map((w) => `${p.base}-${w}.webp`)]));
  for (const name of await readdir(out)) if (!wanted.has(name)) await unlink(path.join(out, name));
}

async function report(count: number, started: number): Promise<void> {
  let total = 0;
  for (const name of await readdir(out)) total += (await stat(path.join(out, name))).size;
  process.stdout.write(`${count} pictures drawn in ${Math.round((Date.now() - started) / 1000)} s; public/demo holds ${(total / 1048576).toFixed(2)} MB\n`);
}

async function main(): Promise<void> {
  const [first = '', second = '', third = '', fourth = ''] = process.argv.slice(2);
  if (first === '--part') return work({ part: Number(second.split('/')[0]), parts: Number(second.split('/')[1]) }, { slugs: third, views: fourth });
  await mkdir(out, { recursive: true });
  const started = Date.now(), parts = Number(process.env.ART_WORKERS ?? 2);
  const results = await Promise.all(Array.from({ length: parts }, (_, part) => new Promise<Picture[]>((resolve, reject) => {
    let got: Picture[] = [];
    const child = fork(fileURLToPath(import.meta.url), ['--part', `${part}/${parts}`, first, second]);
    child.on('message', (m) => { got = m as Picture[]; });
    child.on('exit', (code) => (code === 0 ? resolve(got) : reject(new Error(`worker ${part} ended with ${code}`))));
  })));
  const fresh = new Map(results.flat().map((p) => [p.base, p]));
  const old: Picture[] = first || second ? JSON.parse(await readFile(manifest, 'utf8').catch(() => '[]')) as Picture[] : [];
  const known = new Map([...old.map((p): [string, Picture] => [p.base, p]), ...fresh]);
  const ordered = shotsOf(demoGarments).map((s) => known.get(`${s.item.slug}-${s.colour.key}-${s.view}`)).filter((p) => p !== undefined);
  await writeFile(manifest, `[\n${ordered.map((p) => JSON.stringify(p)).join(',\n')}\n]\n`);
  if (ordered.length === shotsOf(demoGarments).length) await sweep(ordered);
  await report(fresh.size, started);
}

await main();

import { randomBytes } from "node:crypto";
import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import sharp from "sharp";

/** Files of a retailer's export as Shopify writes them, and the pictures that came with the first. */
export type RetailerExport = { products: string; pictures: string[]; more: string };

const header =
  "Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Variant SKU,Variant Inventory Tracker,Variant Inventory Qty,Variant Inventory Policy,Variant Price,Variant Compare At Price,Variant Requires Shipping,Image Src,Image Position,Image Alt Text,Gift Card,Variant Image,Status";

const buildCdnUrl = (name: string) => `https://cdn.shop.example/s/files/1/0001/products/${name}?v=1571438498`;

// The cell with the HTML stands in three lines of the file.
const smockBody = `"<p onclick=""window.stolen = 1"">Woven for wind and <strong>salt water</strong>.</p>
<script>window.stolen = 1</script>
<img src=x onerror=""window.stolen = 1"">"`;

const rows = [
  `harbour-smock,Harbour smock,${smockBody},Quay Works,Smocks,"wind, cotton",TRUE,Size,S,Color,Sand,QW-S-SAND,shopify,2,deny,89.00,,TRUE,${buildCdnUrl("smock-sand.jpg")},1,Harbour smock in sand,FALSE,${buildCdnUrl("smock-sand.jpg")},active`,
  `harbour-smock,,,,,,,,M,,Sand,QW-M-SAND,shopify,3,deny,89.00,110.00,TRUE,${buildCdnUrl("smock-ink.jpg")},2,Harbour smock in ink,,${buildCdnUrl("smock-sand.jpg")},`,
  `harbour-smock,,,,,,,,M,,Navy,QW-M-NAVY,shopify,1,deny,89.00,,TRUE,,,,,${buildCdnUrl("smock-ink.jpg")},`,
  `harbour-smock,,,,,,,,L,,Navy,QW-L-NAVY,shopify,4,deny,on request,,TRUE,,,,,${buildCdnUrl("smock-ink.jpg")},`,
  `quay-hat,Quay hat,<p>A brim for rain.</p>,Quay Works,Hats,rain,TRUE,Title,Default Title,,,QW-HAT,shopify,5,deny,35.50,,TRUE,${buildCdnUrl("hat.jpg")},1,Quay hat,FALSE,,active`,
  `quay-hat,,,,,,,,,,,,,,,,,,${buildCdnUrl("hat-from-behind.jpg")},2,,,,`,
];

const later = [
  `quay-scarf,Quay scarf,<p>Two metres of lambswool.</p>,Quay Works,Scarves,wool,TRUE,Color,Sand,,,QW-SC-SAND,shopify,2,deny,42.00,,TRUE,,,,FALSE,,active`,
  `quay-scarf,,,,,,,,Navy,,,QW-SC-NAVY,shopify,2,deny,42.00,,TRUE,,,,,,`,
  `пальто-синее,Пальто синее,<p>Шерсть.</p>,Quay Works,Coats,wool,TRUE,Size,M,Color,Navy,QW-COAT,shopify,1,deny,242.00,,TRUE,,,,FALSE,,active`,
];

const pictureNames = ["smock-sand.jpg", "smock-ink.jpg", "hat.jpg"];

/** A picture as a camera gives it: grain all over, so that its conversion is real work. */
async function drawPicture(file: string): Promise<void> {
  const width = 1600;
  const height = 2000;
  await sharp(randomBytes(width * height * 3), { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 60 })
    .toFile(file);
}

/** Writes the export into `folder`, which is emptied first; one of the pictures that it names is not there. */
export async function writeExport(folder: string): Promise<RetailerExport> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(path.join(folder, "pictures"), { recursive: true });
  const products = path.join(folder, "products_export.csv");
  const more = path.join(folder, "more_products.csv");
  await writeFile(products, `${[header, ...rows].join("\r\n")}\r\n`);
  await writeFile(more, `${[header, ...later].join("\r\n")}\r\n`);
  const pictures = pictureNames.map((name) => path.join(folder, "pictures", name));
  for (const file of pictures) await drawPicture(file);
  return { products, pictures, more };
}

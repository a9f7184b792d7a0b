import type { PictureView } from "@/server/catalogue/schema";

const buildSourceSet = (src: string, widths: number[], type: "avif" | "webp") =>
  widths.map((width) => `${src}-${width}.${type} ${width}w`).join(", ");

/**
 * A picture in AVIF with WebP behind it, its real dimensions, and its blur until it is there. `sizes` says how wide it stands
 * (CSS pixels); `eager` only for what is seen first. Without a picture, the place stays, empty and quiet.
 */
export function Picture({
  picture,
  alt,
  sizes,
  eager = false,
  className = "",
}: {
  picture: PictureView | null;
  alt: string;
  sizes: string;
  eager?: boolean;
  className?: string;
}) {
  if (!picture) return <div role="img" aria-label={alt} className={`aspect-4/5 bg-wash ${className}`} />;
  const { src, widths } = picture;
  const webpWidths = picture.webpWidths ?? widths;
  return (
    <picture className="contents">
      {/* Hidden: under `contents` a source would take a cell of the grid around the picture. */}
      <source className="hidden" type="image/avif" srcSet={buildSourceSet(src, widths, "avif")} sizes={sizes} />
      <source className="hidden" type="image/webp" srcSet={buildSourceSet(src, webpWidths, "webp")} sizes={sizes} />
      <img
        src={`${src}-${Math.min(...webpWidths)}.webp`}
        alt={alt}
        width={picture.width}
        height={picture.height}
        loading={eager ? "eager" : "lazy"}
        fetchPriority={eager ? "high" : "auto"}
        decoding={eager ? "sync" : "async"}
        style={picture.blur ? { backgroundImage: `url("${picture.blur}")` } : undefined}
        className={`h-auto w-full bg-wash bg-cover object-cover ${className}`}
      />
    </picture>
  );
}

import { create } from "qrcode";

/** A QR code as SVG, always dark on white with its quiet zone, so that scanners read it in the dark theme too. */
export function Qr({ text, label, className = "" }: { text: string; label: string; className?: string }) {
  const { data, size } = create(text, { errorCorrectionLevel: "M" }).modules;
  let path = "";
  for (let i = 0; i < data.length; i += 1) {
    if (data[i]) path += `M${(i % size) + 4} ${Math.floor(i / size) + 4}h1v1h-1z`;
  }
  const side = size + 8;
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${side} ${side}`}
      shapeRendering="crispEdges"
      className={className}
    >
      <rect width={side} height={side} fill="#fff" />
      <path d={path} fill="#1d2740" />
    </svg>
  );
}

/** The place of something that is being fetched, of the size it will have. Decorative: say "loading" once, outside. */
export function Skeleton({ className = "" }: { className?: string }) {
  return <span aria-hidden="true" className={`block rounded bg-wash motion-safe:animate-pulse ${className}`} />;
}

import { HandOver } from "@/components/store/hand-over";

export default async function Page({ searchParams }: { searchParams: Promise<{ pickup?: string | string[] }> }) {
  const { pickup } = await searchParams;
  return <HandOver pickupId={typeof pickup === "string" ? pickup : null} />;
}

import { HandOver } from "@/components/fulfilment/hand-over-page";

export default async function Page({ searchParams }: { searchParams: Promise<{ pickup?: string | string[] }> }) {
  const { pickup } = await searchParams;
  return <HandOver pickupId={typeof pickup === "string" ? pickup : null} />;
}

import { HandOverPage } from "@/components/fulfilment/hand-over-page";

export default async function Page({ searchParams }: { searchParams: Promise<{ pickup?: string | string[] }> }) {
  const { pickup } = await searchParams;
  return <HandOverPage pickupId={typeof pickup === "string" ? pickup : null} />;
}

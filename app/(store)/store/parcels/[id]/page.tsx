import { ParcelPage } from "@/components/shipments/shipment-page";

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  return <ParcelPage id={(await params).id} />;
}

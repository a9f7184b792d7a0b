import { ShipmentPage } from "@/components/shipments/shipment-page";

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  return <ShipmentPage id={(await params).id} />;
}

import { ParcelPage } from "@/components/parcels/parcel-page";

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  return <ParcelPage id={(await params).id} />;
}

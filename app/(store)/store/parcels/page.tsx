import { ParcelsPage } from "@/components/parcels/parcels-page";

export default function Page() {
  return <ParcelsPage />;
}

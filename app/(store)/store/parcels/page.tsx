import { ParcelsPage } from "@/components/shipments/shipments-page";

export default function Page() {
  return <ParcelsPage />;
}

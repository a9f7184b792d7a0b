import { ShipmentsPage } from "@/components/shipments/shipments-page";

export default function Page() {
  return <ShipmentsPage />;
}

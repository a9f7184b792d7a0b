import { DevicesPage } from "@/components/office/devices-page";

export default function Page() {
  return <DevicesPage />;
}

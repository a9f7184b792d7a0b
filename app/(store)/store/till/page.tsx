import { DrawerPage } from "@/components/till/drawer-page";

export default function Page() {
  return <DrawerPage />;
}

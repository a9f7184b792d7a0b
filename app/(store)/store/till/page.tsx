import { DrawerPage } from "@/components/register/register-page";

export default function Page() {
  return <DrawerPage />;
}

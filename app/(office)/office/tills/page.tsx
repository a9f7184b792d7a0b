import { TillsPage } from "@/components/register/cash-shifts-page";

export default function Page() {
  return <TillsPage />;
}

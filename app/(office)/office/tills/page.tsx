import { TillsPage } from "@/components/sales/tills-page";

export default function Page() {
  return <TillsPage />;
}

import { CountsPage } from "@/components/inventory/counts/counts-page";

export default function Page() {
  return <CountsPage />;
}

import { StockPage } from "@/components/inventory/stock-page";

export default function Page() {
  return <StockPage />;
}

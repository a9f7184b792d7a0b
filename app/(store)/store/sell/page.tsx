import { SellPage } from "@/components/till/sell-page";

export default function Page() {
  return <SellPage />;
}

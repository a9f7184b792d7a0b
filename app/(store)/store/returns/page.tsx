import { ReturnsPage } from "@/components/returns/returns-page";

export default function Page() {
  return <ReturnsPage />;
}

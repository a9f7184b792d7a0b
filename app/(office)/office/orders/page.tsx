import { OrdersPage } from "@/components/sales/orders-page";

export default function Page() {
  return <OrdersPage />;
}

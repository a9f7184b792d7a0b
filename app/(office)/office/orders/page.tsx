import { OrdersPage } from "@/components/orders/office/orders-page";

export default function Page() {
  return <OrdersPage />;
}

import { OrderPage } from "@/components/orders/office/order-page";

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  return <OrderPage id={(await params).id} />;
}

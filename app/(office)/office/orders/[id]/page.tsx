import { OrderPage } from "@/components/sales/order-page";

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  return <OrderPage id={(await params).id} />;
}

import { TransferPage } from "@/components/inventory/transfers/transfer-page";

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  return <TransferPage id={(await params).id} />;
}

import { Pick } from "@/components/fulfilment/pick-page";

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  return <Pick id={(await params).id} />;
}

import { PickPage } from "@/components/fulfilment/pick-page";

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  return <PickPage id={(await params).id} />;
}

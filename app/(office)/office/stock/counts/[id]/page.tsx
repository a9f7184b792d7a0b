import { CountPage } from "@/components/inventory/counts/count-page";

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  return <CountPage id={(await params).id} />;
}

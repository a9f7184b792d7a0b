import { Pick } from "@/components/store/pick";

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  return <Pick id={(await params).id} />;
}

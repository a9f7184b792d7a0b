import { ClientPage } from "@/components/assistance/assistance-page";

export default function Page() {
  return <ClientPage />;
}

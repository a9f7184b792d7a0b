import { ClientPage } from "@/components/client/client-page";

export default function Page() {
  return <ClientPage />;
}

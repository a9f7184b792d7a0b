import { AssistancePage } from "@/components/assistance/assistance-page";

export default function Page() {
  return <AssistancePage />;
}

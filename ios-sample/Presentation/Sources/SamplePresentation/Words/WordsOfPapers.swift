import DoorstepKit

// What the screens of money, photos and papers say.
extension Words {
    // The payments.
    public var payments: String { say("收款", "Payments") }
    public var paidSoFar: String { say("已收", "Paid") }
    public var waitsForOffice: String { say("待办公室确认", "The office confirms") }
    public var remains: String { say("还需支付", "Still to pay") }
    public var wayToPay: String { say("付款方式", "How is it paid?") }
    public var amountTaken: String { say("收款金额", "Amount taken") }
    public var referenceOf: String { say("单号（可不填）", "Number of the slip, if there is one") }
    public var takeMoney: String { say("记录收款", "Record the payment") }
    public var receipt: String { say("查看凭据", "Show the receipt") }
    public var noPayments: String { say("还没有收款", "Nothing was paid yet") }
    public var inCash: String { say("现金", "Cash") }
    public var byTransfer: String { say("转账", "Transfer") }
    public var byCard: String { say("刷卡", "Card") }
    public var notAcceptedYet: String {
        say(
            "客户还没同意报价，先不要收款",
            "The customer has not agreed to a quote. Take no money yet")
    }
    public var nothingCharged: String { say("免费，无需付款", "Nothing is charged") }
    public var nothingDue: String { say("已付清", "All of it is paid") }
    public var allTaken: String { say("款已收齐，等办公室确认", "All of it was taken. The office confirms it") }
    public var officeConfirms: String { say("办公室确认后才算付清", "It counts once the office has confirmed it") }
    public var amountFirst: String { say("请填写金额，例如 46.00", "Write an amount, such as 46.00") }
    public var wayFirst: String { say("请先选付款方式", "Choose how it is paid first") }

    public func notAgreedYet(_ amount: String) -> String {
        say("其中 \(amount) 客户还没同意，先不要收", "The customer has not agreed to \(amount) of it. Do not take that yet")
    }
    public func overpaid(_ amount: String) -> String {
        say("多付了 \(amount)，请联系办公室退款", "\(amount) too much was paid. Ask the office to give it back")
    }
    public func toPay(_ amount: String) -> String {
        say("还需支付 \(amount)", "\(amount) still to pay")
    }
    func standing(_ standing: PaymentStanding) -> String {
        switch standing {
        case .counts: say("已收到", "Received")
        case .pending: say("待确认", "Waits for the office")
        case .refused: say("办公室未确认", "Not confirmed by the office")
        }
    }

    // The photos.
    public var noPhotos: String {
        say(
            "还没有照片。在清单的步骤里拍。",
            "No photos yet. They are taken at the steps of the checklist.")
    }
    public var takeAfter: String { say("从同一位置拍", "Show this spot again") }
    public var afterMissing: String { say("还缺维修后的照片", "The photo of after is missing") }
    public var sameSpot: String { say("和这张同一位置：", "The same spot as here:") }

    // The report.
    public var previewPaper: String { say("预览报告", "See it as it is printed") }
    public var shortForm: String { say("返回摘要", "Back to the short form") }
    public var noFontYet: String {
        say(
            "打印字体还没到本机，有信号时会自动下载。网页可以现在发送。",
            "The font for the paper is not on this phone yet. It comes with the next signal. The page can be sent now.")
    }

    public func handing(_ how: Handing) -> String {
        switch how {
        case .paper: say("纸质", "On paper")
        case .shown: say("屏幕出示", "Shown on the screen")
        case .message: say("短信或消息", "As a message")
        }
    }

    public func pageOf(_ page: Int, _ all: Int) -> String {
        say("第 \(page)/\(all) 页", "Page \(page) of \(all)")
    }
}

package dev.doorstep.sample.android

import dev.doorstep.ffi.HttpHeader
import dev.doorstep.ffi.HttpRequest
import dev.doorstep.ffi.HttpResponse
import dev.doorstep.ffi.HttpTransport
import dev.doorstep.ffi.PlatformException
import okhttp3.OkHttpClient
import okhttp3.Request
import okhttp3.RequestBody.Companion.toRequestBody
import java.io.IOException
import java.io.InterruptedIOException
import java.util.concurrent.TimeUnit
import javax.net.ssl.SSLException

/** One request over the phone's own stack: its certificates, its proxy, its VPN. */
class OkHttpTransport : HttpTransport {
    private val client = OkHttpClient.Builder().followRedirects(false).connectTimeout(15, TimeUnit.SECONDS)
        .readTimeout(60, TimeUnit.SECONDS).writeTimeout(60, TimeUnit.SECONDS).build()

    override fun send(request: HttpRequest): HttpResponse {
        val hasBody = request.body.isNotEmpty() || request.method in listOf("POST", "PUT", "PATCH")
        val builder = Request.Builder().url(request.url)
            .method(request.method, if (hasBody) request.body.toRequestBody() else null)
        request.headers.forEach { builder.addHeader(it.name, it.value) }
        return try {
            client.newCall(builder.build()).execute().use { response ->
                val headers = response.headers.map { (name, value) -> HttpHeader(name, value) }
                HttpResponse(response.code.toUShort(), headers, response.body.bytes())
            }
        } catch (error: SSLException) {
            throw PlatformException.Untrusted()
        } catch (error: InterruptedIOException) {
            throw PlatformException.TimedOut()
        } catch (error: IOException) {
            throw PlatformException.Offline()
        }
    }
}

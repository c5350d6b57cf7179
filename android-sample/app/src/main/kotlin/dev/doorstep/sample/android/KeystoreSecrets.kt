package dev.doorstep.sample.android

import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyProperties
import android.util.AtomicFile
import dev.doorstep.ffi.PlatformException
import dev.doorstep.ffi.SecretStore
import java.io.File
import java.io.IOException
import java.security.GeneralSecurityException
import java.security.KeyStore
import java.util.Base64
import javax.crypto.Cipher
import javax.crypto.KeyGenerator
import javax.crypto.SecretKey
import javax.crypto.spec.GCMParameterSpec

/**
 * Secrets in files, each sealed with a key that never leaves the phone's Keystore. The name is sealed in as well, so
 * that nobody can swap two files. Works while the phone is locked: it sends in the background.
 */
class KeystoreSecrets(private val directory: File) : SecretStore {
    override fun read(name: String): ByteArray? = guarded {
        val file = file(name)
        if (!file.baseFile.exists()) return@guarded null
        val sealed = file.readFully()
        val cipher = Cipher.getInstance(SEAL)
        cipher.init(Cipher.DECRYPT_MODE, key(), GCMParameterSpec(TAG_BITS, sealed, 0, NONCE_BYTES))
        cipher.updateAAD(name.toByteArray())
        cipher.doFinal(sealed, NONCE_BYTES, sealed.size - NONCE_BYTES)
    }

    override fun write(name: String, secret: ByteArray) = guarded {
        val cipher = Cipher.getInstance(SEAL)
        cipher.init(Cipher.ENCRYPT_MODE, key())
        cipher.updateAAD(name.toByteArray())
        val sealed = cipher.iv + cipher.doFinal(secret)
        directory.mkdirs()
        val file = file(name)
        val out = file.startWrite()
        try {
            out.write(sealed)
            file.finishWrite(out)
        } catch (error: IOException) {
            file.failWrite(out)
            throw error
        }
    }

    private fun file(name: String) =
        AtomicFile(directory.resolve(Base64.getUrlEncoder().withoutPadding().encodeToString(name.toByteArray())))

    private fun key(): SecretKey {
        val keystore = KeyStore.getInstance("AndroidKeyStore").apply { load(null) }
        (keystore.getKey(ALIAS, null) as? SecretKey)?.let { return it }
        val purpose = KeyProperties.PURPOSE_ENCRYPT or KeyProperties.PURPOSE_DECRYPT
        val spec = KeyGenParameterSpec.Builder(ALIAS, purpose).setBlockModes(KeyProperties.BLOCK_MODE_GCM)
            .setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE).setKeySize(256).build()
        return KeyGenerator.getInstance(KeyProperties.KEY_ALGORITHM_AES, "AndroidKeyStore").apply { init(spec) }
            .generateKey()
    }

    private fun <T> guarded(action: () -> T): T = try {
        action()
    } catch (error: GeneralSecurityException) {
        throw PlatformException.Failed(error.javaClass.simpleName)
    } catch (error: IOException) {
        throw PlatformException.Failed(error.javaClass.simpleName)
    }

    private companion object {
        const val ALIAS = "doorstep"
        const val SEAL = "AES/GCM/NoPadding"
        const val NONCE_BYTES = 12
        const val TAG_BITS = 128
    }
}
